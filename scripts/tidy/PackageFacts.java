package tidy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Packages: each is null-marked and explained, and none depends on itself through others.
public final class PackageFacts {
    private PackageFacts() {}

    public static List<Finding> in(Checkout checkout, List<JavaFile> sources) {
        var findings = new ArrayList<Finding>();
        var modules = new TreeMap<String, List<JavaFile>>();
        for (JavaFile source : sources) {
            if (source.path().toString().contains("src/main/java/")) {
                modules.computeIfAbsent(source.module(), _ -> new ArrayList<>()).add(source);
            }
        }
        modules.forEach((module, files) -> {
            unmarked(files, findings);
            cycles(module, files, findings);
        });
        return findings;
    }

    private static void unmarked(List<JavaFile> files, List<Finding> findings) {
        var packages = new TreeMap<String, JavaFile>();
        var marked = new HashSet<String>();
        for (JavaFile file : files) {
            packages.putIfAbsent(file.packageName(), file);
            if (file.packageInfo() && file.lines().stream().anyMatch(line -> line.strip().equals("@NullMarked"))) {
                marked.add(file.packageName());
            }
        }
        packages.forEach((name, file) -> {
            if (!marked.contains(name)) {
                findings.add(new Finding(
                        file.path().getParent().toString(), 0, "package " + name + " has no package-info with @NullMarked"));
            }
        });
    }

    private static void cycles(String module, List<JavaFile> files, List<Finding> findings) {
        // The module's own root is where the parts are put together: it knows them all, and they its settings.
        String root = root(files);
        var known = new HashSet<String>();
        files.stream().map(JavaFile::packageName).filter(name -> !name.equals(root)).forEach(known::add);
        var uses = new HashMap<String, Set<String>>();
        for (JavaFile file : files) {
            for (String imported : file.imports().keySet()) {
                String target = packageOf(imported, known);
                if (target.isEmpty() || !known.contains(file.packageName()) || target.equals(file.packageName())) continue;
                uses.computeIfAbsent(file.packageName(), _ -> new TreeSet<>()).add(target);
            }
        }
        var reported = new HashSet<Set<String>>();
        for (String start : new TreeSet<>(uses.keySet())) {
            List<String> cycle = wayBack(start, start, uses, new LinkedHashSet<>());
            if (!cycle.isEmpty() && reported.add(Set.copyOf(cycle))) {
                findings.add(new Finding(module, 0, "packages in a circle: " + String.join(" -> ", cycle) + " -> " + start));
            }
        }
    }

    private static String root(List<JavaFile> files) {
        String shortest = files.stream()
                .map(JavaFile::packageName)
                .min(Comparator.comparingInt(String::length))
                .orElse("");
        boolean aboveAll = files.stream().allMatch(file -> (file.packageName() + ".").startsWith(shortest + "."));
        return aboveAll ? shortest : "";
    }

    /// The longest known package that an import starts with: what follows is a type, a nested type or a static member.
    private static String packageOf(String imported, Set<String> known) {
        String name = imported;
        while (!name.isEmpty() && !known.contains(name)) {
            name = name.contains(".") ? name.substring(0, name.lastIndexOf('.')) : "";
        }
        return name;
    }

    private static List<String> wayBack(String from, String goal, Map<String, Set<String>> uses, Set<String> seen) {
        seen.add(from);
        for (String next : uses.getOrDefault(from, Set.of())) {
            if (next.equals(goal)) return List.of(from);
            if (seen.contains(next)) continue;
            List<String> rest = wayBack(next, goal, uses, seen);
            if (!rest.isEmpty()) {
                var way = new ArrayList<>(List.of(from));
                way.addAll(rest);
                return way;
            }
        }
        return List.of();
    }
}
