package io.triade.orchestration.runs.store;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.triade.contracts.generations.GenerationRequest;
import io.triade.contracts.generations.InferenceParameters;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.sessions.Turn;
import io.triade.orchestration.turns.Turns;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// What runs were asked, read again from where it is kept. Blocks.
@ApplicationScoped
public class RunInputs {
    private final RunTable table;
    private final Turns turns;
    private final ObjectReader generations;
    private final ObjectReader parameters;

    RunInputs(RunTable table, Turns turns, ObjectMapper mapper) {
        this.table = table;
        this.turns = turns;
        this.generations = mapper.readerFor(GenerationRequest.class);
        this.parameters = mapper.readerFor(InferenceParameters.class);
    }

    /// @param turn the turn that the run is, if it is one
    public record Input(GenerationRequest request, @Nullable Turn turn) {}

    /// For a turn, with the history as its session has it now.
    ///
    /// @throws ProblemException `not-found` where nothing of it is kept
    /// @throws IOException when what is kept cannot be read
    public Input of(RunHead head) throws IOException {
        byte[] stored = table.input(head.key());
        String sessionId = head.sessionId();
        if (sessionId == null) {
            if (stored.length == 0) throw StoredRun.absent(head.id());
            return new Input(generations.readValue(Gzip.unpacked(stored)), null);
        }
        InferenceParameters given = stored.length == 0 ? null : parameters.readValue(Gzip.unpacked(stored));
        Turns.Begun again = turns.again(head.principal(), head.id(), sessionId, given);
        return new Input(again.request(), again.turn());
    }
}
