package io.triade.api.anthropic.requests;

import com.fasterxml.jackson.databind.JsonNode;
import io.triade.api.answers.ForeignJson;
import io.triade.api.anthropic.requests.MessagesRequest.InputMessage;
import io.triade.contracts.problems.ProblemException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The versions of Anthropic's API that are spoken here. They differ in what a request may hold.
public enum ApiVersion {
    /// What whoever names no version means.
    JUNE_2023("2023-06-01"),
    /// Without the parameters of sampling; sent by Anthropic's own clients since.
    OCTOBER_2026("2026-10-21");

    public static final String HEADER = "anthropic-version";

    private final String date;

    ApiVersion(String date) {
        this.date = date;
    }

    /// @throws ProblemException `invalid-field` when it is another one
    public static ApiVersion of(@Nullable String header) {
        if (header == null) return JUNE_2023;
        for (ApiVersion version : values()) {
            if (version.date.equals(header)) return version;
        }
        throw ProblemException.invalidField(
                HEADER, "must be " + OCTOBER_2026.date + " or " + JUNE_2023.date + ": others are not spoken here");
    }

    /// Refuses what the version has taken out.
    public void check(MessagesRequest request) {
        if (this == JUNE_2023) return;
        removed("/temperature", request.temperature());
        removed("/top_p", request.topP());
        removed("/top_k", request.topK());
        List<InputMessage> messages = request.messages() == null ? List.of() : request.messages();
        for (int i = 0; i < messages.size(); i++) {
            InputMessage message = messages.get(i);
            if (message == null || !"user".equals(message.role())) continue;
            JsonNode content = ForeignJson.given(message.content());
            for (int j = 0; j < content.size(); j++) {
                if (!content.path(j).path("citations").isEmpty()) removed(citations(i, j), true);
            }
        }
    }

    private static String citations(int message, int block) {
        return "/messages/%d/content/%d/citations".formatted(message, block);
    }

    private void removed(String pointer, @Nullable Object given) {
        if (given != null) {
            throw ProblemException.invalidField(
                    pointer,
                    "is not part of version %s: leave it out, or send %s: %s".formatted(date, HEADER, JUNE_2023.date));
        }
    }
}
