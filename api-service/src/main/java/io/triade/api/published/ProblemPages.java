package io.triade.api.published;

import io.smallrye.common.annotation.NonBlocking;
import io.triade.contracts.problems.ProblemType;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What a problem's `type` leads to: the page that explains it, from docs/problems.
@Path("/problems/{slug}")
public class ProblemPages {
    private final Map<String, String> pages = Arrays.stream(ProblemType.values())
            .map(ProblemType::slug)
            .collect(Collectors.toUnmodifiableMap(
                    Function.identity(),
                    slug -> new String(Published.bytes("problems/" + slug + ".md"), StandardCharsets.UTF_8)));

    @GET
    @NonBlocking
    @Produces("text/html;charset=UTF-8")
    public String html(@PathParam("slug") String slug) {
        String page = markdown(slug);
        String escaped = page.replace("&", "&amp;").replace("<", "&lt;");
        return """
                <!doctype html><html lang="en"><meta charset="utf-8"><title>%s</title>
                <body style="font: 1rem/1.5 sans-serif; max-width: 40rem; margin: 2rem auto; padding: 0 1rem">
                <div style="white-space: pre-wrap">%s</div></body></html>
                """.formatted(slug, escaped);
    }

    @GET
    @NonBlocking
    @Produces("text/markdown;charset=UTF-8")
    public String markdown(@PathParam("slug") String slug) {
        String page = pages.get(slug);
        if (page == null) throw new NotFoundException();
        return page;
    }
}
