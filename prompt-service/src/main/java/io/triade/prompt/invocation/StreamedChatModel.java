package io.triade.prompt.invocation;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
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
    private final String modelId;

    StreamedChatModel(StreamingChatModel model, String modelId) {
        this.model = model;
        this.modelId = modelId;
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
        var answer = new Answer();
        model.chat(request, answer);
        try {
            return answer.whole.get();
        } catch (InterruptedException stopped) {
            answer.stop();
            Thread.currentThread().interrupt();
            throw new ProblemException(ProblemType.MODEL_TIMEOUT, "Model " + modelId + " was stopped.", stopped);
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause() == null ? failed : failed.getCause();
            throw ModelFaults.problem(cause instanceof RuntimeException ? root(cause) : cause, modelId);
        }
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
