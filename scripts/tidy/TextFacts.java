package tidy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What text must not say: places that exist on one machine only, and paths that do not exist at all.
public final class TextFacts {
    private static final Pattern MACHINE_PATH = Pattern.compile("(?<![\\w.$}])/(work|root|home/\\w+|Users/\\w+)/[\\w.]");

    /// Hosts of package registries: which one is used is every machine's own setting.
    private static final Pattern REGISTRY = Pattern.compile(
            "registry\\.npm|registry\\.yarn|repo1?\\.maven|central\\.sonatype|pypi\\.(org|python)|python[h]osted|proxy\\.golang"
                    + "|(deb|security)\\.debian|index\\.crates|\"resolved\": \"http");

    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s#]+)(?:#[^)]*)?\\)");
    private static final Pattern CODE = Pattern.compile("`([\\w.@-]+(?:/[\\w.@-]+)+/?)`");
    private static final Set<String> NOT_TEXT = Set.of("png", "jpg", "ico", "woff", "woff2", "ttf", "jar", "gz", "zip");

    private TextFacts() {}

    public static List<Finding> in(Checkout checkout) {
        var findings = new ArrayList<Finding>();
        Set<String> topLevel = checkout.files().stream()
                .filter(file -> file.getNameCount() > 1)
                .map(file -> file.getName(0).toString())
                .collect(Collectors.toSet());
        for (Path file : checkout.files()) {
            String name = file.getFileName().toString();
            if (NOT_TEXT.contains(name.substring(name.lastIndexOf('.') + 1))) continue;
            List<String> lines = checkout.lines(file);
            boolean fenced = false;
            for (int i = 0; i < lines.size(); i++) {
                places(file, i + 1, lines.get(i), findings);
                if (!name.endsWith(".md")) continue;
                if (lines.get(i).strip().startsWith("```")) fenced = !fenced;
                if (!fenced) paths(checkout, topLevel, new Line(file, i + 1, lines.get(i)), findings);
            }
        }
        return findings;
    }

    private record Line(Path file, int number, String text) {}

    private static void places(Path file, int number, String line, List<Finding> findings) {
        for (Pattern pattern : List.of(MACHINE_PATH, REGISTRY)) {
            Matcher found = pattern.matcher(line);
            if (found.find()) {
                String fact = pattern == REGISTRY ? "a package registry's address" : "a path of one machine";
                findings.add(new Finding(file.toString(), number, fact + ": " + found.group()));
            }
        }
    }

    private static void paths(Checkout checkout, Set<String> topLevel, Line line, List<Finding> findings) {
        Path folder = line.file.getParent() == null ? Path.of("") : line.file.getParent();
        Matcher link = LINK.matcher(line.text);
        while (link.find()) {
            String target = link.group(1);
            if (target.contains(":") || target.startsWith("/")) continue;
            if (!exists(checkout, folder.resolve(target))) findings.add(missing(line, target));
        }
        Matcher code = CODE.matcher(line.text);
        while (code.find()) {
            String target = code.group(1);
            if (!topLevel.contains(target.substring(0, target.indexOf('/'))) || madeByTheBuild(target)) continue;
            if (!exists(checkout, Path.of(target)) && !exists(checkout, folder.resolve(target))) {
                findings.add(missing(line, target));
            }
        }
    }

    private static boolean madeByTheBuild(String target) {
        return target.matches("(.*/)?(target|dist|node_modules)(/.*)?");
    }

    private static boolean exists(Checkout checkout, Path target) {
        return Files.exists(checkout.root().resolve(target).normalize());
    }

    private static Finding missing(Line line, String target) {
        return new Finding(line.file.toString(), line.number, "there is no " + target);
    }
}
