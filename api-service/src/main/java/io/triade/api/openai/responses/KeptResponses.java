package io.triade.api.openai.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.triade.api.answers.Failures;
import io.triade.api.answers.ForeignJson;
import io.triade.api.openai.questions.Alternation;
import io.triade.api.openai.questions.Conversation;
import io.triade.api.openai.runs.Asking;
import io.triade.api.openai.runs.Ids;
import io.triade.api.openai.runs.KeptWords;
import io.triade.api.runs.RunHead;
import io.triade.api.runs.RunRecords;
import io.triade.api.runs.RunStreams;
import io.triade.contracts.generations.ContentBlock;
import io.triade.contracts.generations.GenerationRequest;
import io.triade.contracts.generations.Message;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.contracts.runs.Run;
import io.triade.contracts.runs.RunState;
import io.triade.defaults.calls.Call;
import io.triade.defaults.calls.CallFacts;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Responses that are kept, which are runs of any door: read, followed from any event, cancelled and removed, and
/// what another one goes on from.
@ApplicationScoped
class KeptResponses {
    private static final String PREVIOUS = "/previous_response_id";
    private static final int MOST_REFERRED = 16;

    private final Asking asking;
    private final RunRecords records;
    private final RunStreams runs;

    KeptResponses(Asking asking, RunRecords records, RunStreams runs) {
        this.asking = asking;
        this.records = records;
        this.runs = runs;
    }

    /// A run and what is shown of it whatever becomes of it.
    private record Kept(
            Run run, Envelope envelope, @Nullable GenerationRequest request) {}

    Uni<Buffer> read(Call call, String id, CallFacts facts) {
        return kept(call, Ids.run(Ids.RESPONSE, id))
                .flatMap(kept -> shown(call, kept, facts))
                .map(KeptResponses::written);
    }

    /// @param after number of the last event that the reader has; -1: none
    /// @param head told once, when it is known that the run is there
    Uni<ResponseStream> follow(Call call, String id, long after, Consumer<RunHead> head, CallFacts facts) {
        String runId = Ids.run(Ids.RESPONSE, id);
        return kept(call, runId).map(kept -> {
            var events = new ResponseEvents(kept.envelope, runId, after);
            return ResponseStream.of(events, asking.again(call, runId, head), asking, facts);
        });
    }

    Uni<Buffer> cancel(Call call, String id, CallFacts facts) {
        return runs.cancel(call, Ids.run(Ids.RESPONSE, id))
                .onFailure()
                .transform(Failures::fromTier)
                .flatMap(_ -> read(call, id, facts));
    }

    Uni<Buffer> remove(Call call, String id) {
        return records.remove(call, Ids.run(Ids.RESPONSE, id))
                .onFailure()
                .transform(Failures::fromTier)
                .map(_ -> Buffer.buffer(ForeignJson.bytes(Map.of("id", id, "object", "response", "deleted", true))));
    }

    Uni<Buffer> input(Call call, String id, InputList.Page page) {
        String runId = Ids.run(Ids.RESPONSE, id);
        return kept(call, runId).map(kept -> {
            if (kept.request == null) {
                throw new ProblemException(ProblemType.NOT_FOUND, "The input of '" + id + "' is not kept.");
            }
            return written(InputList.page(runId, kept.envelope.words(), kept.request, page));
        });
    }

    /// What a request goes on from; only what it names is read.
    Uni<Earlier> before(Call call, ResponseRequest request) {
        String previous = request.previousResponseId();
        Set<String> items = InputItems.references(request.input());
        if (previous == null && items.isEmpty()) return Uni.createFrom().item(Earlier.NOTHING);
        String before = previous == null ? null : previousRun(previous);
        var referred = new LinkedHashSet<String>();
        items.forEach(item -> referred.add(runOf(item)));
        if (referred.size() > MOST_REFERRED) {
            throw ProblemException.invalidField(
                    "/input", "refers to more than %d responses; send their items".formatted(MOST_REFERRED));
        }
        Uni<Earlier> earlier = before == null ? Uni.createFrom().item(Earlier.NOTHING) : previous(call, before);
        for (String runId : referred) {
            earlier = earlier.flatMap(so -> items(call, runId).map(more -> {
                var all = new HashMap<>(so.items());
                all.putAll(more);
                return new Earlier(so.conversation(), all);
            }));
        }
        return earlier;
    }

    private static String previousRun(String id) {
        if (Ids.isRun(Ids.RESPONSE, id)) return Ids.run(Ids.RESPONSE, id);
        throw unknownPrevious();
    }

    private static ProblemException unknownPrevious() {
        return ProblemException.invalidField(PREVIOUS, "names no response that is kept");
    }

    /// The run that an item's id names.
    private static String runOf(String item) {
        String prefix = item.startsWith(Ids.CALL) ? Ids.CALL : Ids.MESSAGE;
        int end = item.lastIndexOf('_');
        String named = end < prefix.length() ? "" : item.substring(0, end);
        if (Ids.isRun(prefix, named)) return Ids.run(prefix, named);
        throw ProblemException.invalidField(
                "/input", "refers to an item that no kept response has; send the item itself");
    }

    private Uni<Earlier> previous(Call call, String runId) {
        return kept(call, runId)
                .onFailure(failure ->
                        failure instanceof ProblemException problem && problem.type() == ProblemType.NOT_FOUND)
                .transform(_ -> unknownPrevious())
                .flatMap(kept -> {
                    GenerationRequest request = kept.request;
                    if (kept.run.state() != RunState.SUCCEEDED || request == null) {
                        throw ProblemException.invalidField(
                                PREVIOUS, "must name a response that has ended and did not fail");
                    }
                    return folded(call, kept).map(events -> new Earlier(conversation(kept, request, events), Map.of()));
                });
    }

    /// The instructions of the response before are its own; everything else goes on.
    private static Conversation conversation(Kept kept, GenerationRequest request, ResponseEvents events) {
        var turns = new Alternation();
        String system = kept.envelope.words().systemMessages(request.system());
        if (system != null) turns.system(system);
        request.messages().forEach(message -> turns.append(PREVIOUS, message));
        List<ContentBlock> said =
                events.output().stream().map(OutputItem::block).toList();
        if (!said.isEmpty()) turns.append(PREVIOUS, new Message("assistant", said));
        return turns.end(PREVIOUS);
    }

    private Uni<Map<String, ContentBlock>> items(Call call, String runId) {
        return records.read(call, runId)
                .onFailure()
                .transform(Failures::fromTier)
                .flatMap(run -> {
                    if (run.finishedAt() == null) {
                        throw ProblemException.invalidField(
                                "/input", "refers to an item of a response that has not ended");
                    }
                    return folded(call, new Kept(run, Envelope.of(run), null));
                })
                .map(events -> {
                    var items = new HashMap<String, ContentBlock>();
                    events.output().forEach(item -> items.put(item.id(), item.block()));
                    return items;
                });
    }

    private Uni<Kept> kept(Call call, String runId) {
        Uni<Run> run = records.read(call, runId).onFailure().transform(Failures::fromTier);
        return run.flatMap(found -> records.request(call, runId)
                .map(request -> new Kept(found, Envelope.of(true, new KeptWords(found.metadata()), request), request))
                // Of a turn whose session is gone, say.
                .onFailure(failure ->
                        failure instanceof ProblemException problem && problem.type() == ProblemType.NOT_FOUND)
                .recoverWithItem(() -> new Kept(found, Envelope.of(found), null))
                .onFailure()
                .transform(Failures::fromTier));
    }

    private Uni<ObjectNode> shown(Call call, Kept kept, CallFacts facts) {
        if (kept.run.model() != null) facts.model(kept.run.model());
        if (kept.run.finishedAt() == null) return Uni.createFrom().item(kept.envelope.unfinished(kept.run));
        return folded(call, kept).map(KeptResponses::ended);
    }

    private static ObjectNode ended(ResponseEvents events) {
        ObjectNode response = events.response();
        if (response == null) throw new ProblemException(ProblemType.UPSTREAM_FAILED, "The response's log has no end.");
        return response;
    }

    /// All that was heard of a run that has ended.
    private Uni<ResponseEvents> folded(Call call, Kept kept) {
        var events = new ResponseEvents(kept.envelope, kept.run.id(), Long.MAX_VALUE);
        Multi<?> all = asking.again(call, kept.run.id(), _ -> {})
                .invoke(frame -> events.event(frame.offset(), asking.event(frame)));
        return all.collect().last().map(_ -> events);
    }

    static Buffer written(ObjectNode shown) {
        return Buffer.buffer(ForeignJson.bytes(shown));
    }
}
