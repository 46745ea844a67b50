package io.triade.api.access;

import io.triade.contracts.access.Principal;
import io.vertx.core.http.HttpMethod;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/// What a token may be used for. The same rule holds for whatever door a call came by, since it looks at what a tier is
/// asked; `@access` says it once more for the fields of GraphQL.
enum Scope {
    /// Read what is kept: runs, sessions and turns; listen to channels.
    READ("triade/read"),
    /// Make, change and delete sessions, remove what is kept of runs, speak on channels.
    WRITE("triade/write"),
    /// Ask models; follow and stop what was asked.
    GENERATE("triade/generate");

    private static final Set<Scope> NONE = EnumSet.noneOf(Scope.class);

    private final String word;

    Scope(String word) {
        this.word = word;
    }

    static Set<String> words() {
        return words(EnumSet.allOf(Scope.class));
    }

    static Set<String> words(Set<Scope> scopes) {
        return scopes.stream().map(scope -> scope.word).collect(Collectors.toUnmodifiableSet());
    }

    /// One of these is needed; empty: none.
    static Set<Scope> of(HttpMethod method, String path) {
        String[] segments = bare(path).split("/", -1);
        // The first is empty, the second the version or something of our own.
        if (segments.length < 3 || !segments[1].equals("v1")) return NONE;
        boolean reads = method.equals(HttpMethod.GET);
        String last = segments[segments.length - 1];
        return switch (segments[2]) {
            case "runs" -> ofRuns(reads, segments.length, last);
            case "sessions" -> EnumSet.of(reads ? READ : last.equals("turns") ? GENERATE : WRITE);
            case "channels" -> EnumSet.of(reads ? READ : WRITE);
            case "generations", "embeddings", "token-counts" -> EnumSet.of(GENERATE);
            default -> NONE;
        };
    }

    private static Set<Scope> ofRuns(boolean reads, int segments, String last) {
        if (reads) return segments == 3 ? EnumSet.of(READ) : EnumSet.of(READ, GENERATE);
        return EnumSet.of(last.equals("record") || last.equals("metadata") ? WRITE : GENERATE);
    }

    /// Without what is asked beside it, and without slashes at its end.
    private static String bare(String path) {
        int query = path.indexOf('?');
        int end = query < 0 ? path.length() : query;
        while (end > 0 && path.charAt(end - 1) == '/') end--;
        return path.substring(0, end);
    }

    boolean heldBy(Principal principal) {
        return principal.scopes().contains(word);
    }
}
