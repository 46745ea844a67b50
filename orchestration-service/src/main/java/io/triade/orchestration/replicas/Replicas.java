package io.triade.orchestration.replicas;

import com.github.f4b6a3.ulid.UlidCreator;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.virtual.threads.VirtualThreads;
import io.triade.orchestration.channels.Channels;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// This replica among the others. It beats, and one whose beat stands still for the length of a lease, by this
/// replica's own clock, is lost: clocks of different machines are never compared.
@ApplicationScoped
public class Replicas {
    private static final Logger LOG = Logger.getLogger(Replicas.class);

    private final ReplicaTable table;
    private final Channels channels;
    private final Vertx vertx;
    private final ExecutorService threads;
    private final ReplicasConfig config;
    private final Map<String, Seen> others = new HashMap<>();
    private final AtomicBoolean busy = new AtomicBoolean();
    private final AtomicBoolean again = new AtomicBoolean();
    private final AtomicBoolean taking = new AtomicBoolean();

    private volatile String self = newName();
    private volatile @Nullable Work work;
    private volatile boolean registered;
    private volatile boolean leaving;
    private volatile boolean gone;
    private long beat;
    private long timer = -1;
    private Channels.@Nullable Subscription bell;

    private record Seen(String beat, long nanos) {}

    /// What the beats are for. Everything is called on a virtual thread and may block.
    public interface Work {
        /// Takes over what a lost replica had.
        ///
        /// @return true once nothing of it is left
        boolean takeOver(String lost);

        /// Takes on what nobody has.
        void takeOrphans();

        /// Does what others asked this replica for.
        void open(String letter);

        /// Others have declared this replica lost: nothing that it has is its own any more.
        void declaredLost();
    }

    Replicas(
            ReplicaTable table,
            Channels channels,
            Vertx vertx,
            @VirtualThreads ExecutorService threads,
            ReplicasConfig config) {
        if (config.lease().compareTo(config.beat().multipliedBy(3)) < 0) {
            throw new IllegalArgumentException("orchestration.replicas.lease must be at least three beats of %s, was %s"
                    .formatted(config.beat(), config.lease()));
        }
        this.table = table;
        this.channels = channels;
        this.vertx = vertx;
        this.threads = threads;
        this.config = config;
    }

    /// Name of this replica, as runs say who works on them.
    public String self() {
        return self;
    }

    public void does(Work work) {
        this.work = work;
    }

    void start(@Observes @Priority(5_000) StartupEvent event) {
        bell = channels.subscribe(bell(self), _ -> threads.execute(this::look));
        timer = vertx.setPeriodic(Math.max(1, config.beat().toMillis()), _ -> threads.execute(this::look));
        threads.execute(this::look);
    }

    /// Asks a replica for something; it learns of it within a beat, at once where channels work.
    public void ask(String replica, String letter) {
        table.leave(replica, letter);
        ring(replica);
    }

    /// Tells everybody that there is something to take on.
    public void ringAll() {
        others().forEach(this::ring);
    }

    private void ring(String replica) {
        channels.publish(bell(replica), Buffer.buffer());
    }

    private synchronized List<String> others() {
        return List.copyOf(others.keySet());
    }

    private void look() {
        Work here = work;
        if (here == null || gone) return;
        again.set(true);
        if (!busy.compareAndSet(false, true)) return;
        try {
            while (again.getAndSet(false)) look(here);
        } catch (RuntimeException broken) {
            LOG.warnf("this replica could not look after the others: %s", broken.getMessage());
        } finally {
            busy.set(false);
        }
    }

    private void look(Work here) {
        if (!registered) {
            registered = table.register(self);
        } else if (!table.beat(self, ++beat)) {
            lost(here);
            return;
        }
        for (String letter : table.letters(self)) {
            here.open(letter);
            table.read(self, letter);
        }
        Set<String> silent = silent(table.beats());
        if (leaving) return;
        // Not here: taking over takes its time, and who does not beat meanwhile counts as lost.
        if (taking.compareAndSet(false, true)) threads.execute(() -> takeOn(here, silent));
    }

    private void takeOn(Work here, Set<String> silent) {
        try {
            for (String replica : silent) {
                LOG.warnf("replica %s is lost; taking over its runs", replica);
                if (here.takeOver(replica)) {
                    table.remove(replica);
                    forget(replica);
                }
            }
            if (!leaving) here.takeOrphans();
        } catch (RuntimeException broken) {
            LOG.warnf("runs could not be taken over just now: %s", broken.getMessage());
        } finally {
            taking.set(false);
        }
    }

    private synchronized Set<String> silent(Map<String, String> beats) {
        long now = System.nanoTime();
        var silent = new HashSet<String>();
        others.keySet().retainAll(beats.keySet());
        beats.forEach((replica, at) -> {
            if (replica.equals(self)) return;
            Seen seen = others.get(replica);
            if (seen == null || !seen.beat().equals(at)) others.put(replica, new Seen(at, now));
            else if (now - seen.nanos() >= config.lease().toNanos()) silent.add(replica);
        });
        return silent;
    }

    private synchronized void forget(String replica) {
        others.remove(replica);
    }

    /// It was too slow or asleep for too long. It goes on under a new name, with nothing.
    private void lost(Work here) {
        LOG.warnf("this replica, %s, was declared lost by the others", self);
        Channels.Subscription old = bell;
        if (old != null) old.close();
        String lost = self;
        self = newName();
        registered = false;
        bell = channels.subscribe(bell(self), _ -> threads.execute(this::look));
        here.declaredLost();
        // Whoever said so takes over what it had; should nobody have said so, it does that itself.
        threads.execute(() -> here.takeOver(lost));
    }

    /// True once the others can notice if this replica is lost.
    boolean registered() {
        return registered;
    }

    /// From here on this replica beats only for what it has.
    public void takesNoMore() {
        leaving = true;
    }

    /// The last step: whatever was this replica's is somebody else's or nobody's now.
    public void left() {
        gone = true;
        if (timer >= 0) vertx.cancelTimer(timer);
        Channels.Subscription open = bell;
        if (open != null) open.close();
        table.remove(self);
        ringAll();
    }

    /// Long enough for another replica to have noticed that one is lost.
    public Duration lease() {
        return config.lease();
    }

    private static String bell(String replica) {
        return "replica#" + replica;
    }

    private static String newName() {
        return UlidCreator.getUlid().toString().toLowerCase(Locale.ROOT);
    }
}
