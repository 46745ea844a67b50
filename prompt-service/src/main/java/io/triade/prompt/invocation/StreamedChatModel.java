package io.triade.prompt.invocation;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import io.opentelemetry.context.Context;
import io.triade.contracts.generations.StopReason;
import io.triade.contracts.generations.TokenUsage;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// A whole answer from a streaming model, because langchain4j's whole-answer model takes the SDK's synchronous client
/// and
/// there is one client here, the asynchronous one. Waits on a virtual thread; an interrupt stops the model.
final class StreamedChatModel implements ChatModel {
    private final StreamingChatModel model;
    private final ModelCall call;
    private final CallObservations observations;

    /// @param call what is measured: the model and its parameters
    StreamedChatModel(StreamingChatModel model, ModelCall call, CallObservations observations) {
        this.model = model;
        this.call = call;
        this.observations = observations;
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
        CallObservation observation = observations.begin(call, Context.current());
        var answer = new Answer();
        model.chat(request, answer);
        try {
            ChatResponse response = answer.whole.get();
            observation.answered(usage(response), StopReason.END_TURN);
            return response;
        } catch (InterruptedException stopped) {
            answer.stop();
            observation.cancelled();
            Thread.currentThread().interrupt();
            throw new ProblemException(ProblemType.MODEL_TIMEOUT, "Model " + call.model() + " was stopped.", stopped);
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause() == null ? failed : failed.getCause();
            ProblemException problem = ModelFaults.problem(root(cause), call.model());
            observation.failed(problem);
            throw problem;
        }
    }

    private static TokenUsage usage(ChatResponse response) {
        var usage = response.tokenUsage();
        if (usage == null || usage.inputTokenCount() == null || usage.outputTokenCount() == null) {
            return new TokenUsage(0, 0);
        }
        return new TokenUsage(usage.inputTokenCount(), usage.outputTokenCount());
    }

    /// langchain4j wraps the SDK's exceptions in its own.
    private static Throwable root(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getClass().getName().startsWith("dev.langchain4j")) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static final class Answer implements StreamingChatResponseHandler {
        private final CompletableFuture<ChatResponse> whole = new CompletableFuture<>();
        private volatile boolean stopped;
        private volatile @Nullable StreamingHandle handle;

        void stop() {
            stopped = true;
            StreamingHandle known = handle;
            if (known != null) known.cancel();
        }

        @Override
        public void onPartialResponse(PartialResponse partial, PartialResponseContext context) {
            handle = context.streamingHandle();
            if (stopped) context.streamingHandle().cancel();
        }

        @Override
        public void onCompleteResponse(ChatResponse response) {
            whole.complete(response);
        }

        @Override
        public void onError(Throwable failure) {
            whole.completeExceptionally(failure);
        }
    }
}
