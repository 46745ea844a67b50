package tidy;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.ToolProvider;

/// One Java source, as the compiler's own parser sees it.
///
/// @param module the Maven module's folder, or `scripts`
/// @param types name and line of every type it declares
public record JavaFile(
        Path path,
        String module,
        boolean test,
        String packageName,
        List<String> lines,
        Map<String, Long> imports,
        Map<String, Long> types,
        List<Method> methods) {

    /// @param parameters of a constructor: its dependencies
    record Method(String name, long line, int lines, int parameters, boolean constructor) {}

    public static List<JavaFile> parse(Checkout checkout) throws IOException {
        var paths = checkout.files().stream().filter(file -> file.toString().endsWith(".java")).toList();
        if (paths.isEmpty()) return List.of();
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var manager = compiler.getStandardFileManager(null, null, null)) {
            var units = manager.getJavaFileObjectsFromPaths(
                    paths.stream().map(checkout.root()::resolve).toList());
            var task = (JavacTask) compiler.getTask(null, manager, _ -> {}, List.of(), null, units);
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            var parsed = task.parse().iterator();
            var files = new ArrayList<JavaFile>();
            for (Path path : paths) files.add(read(checkout, path, parsed.next(), positions));
            return files;
        }
    }

    boolean packageInfo() {
        return path.endsWith("package-info.java");
    }

    private static JavaFile read(Checkout checkout, Path path, CompilationUnitTree unit, SourcePositions positions) {
        var imports = new TreeMap<String, Long>();
        for (ImportTree line : unit.getImports()) {
            imports.put(line.getQualifiedIdentifier().toString(), line(unit, line, positions));
        }
        var types = new TreeMap<String, Long>();
        var methods = new ArrayList<Method>();
        new TreeScanner<Void, Void>() {
            @Override
            public Void visitClass(ClassTree type, Void nothing) {
                if (!type.getSimpleName().isEmpty()) types.put(type.getSimpleName().toString(), line(unit, type, positions));
                return super.visitClass(type, nothing);
            }

            @Override
            public Void visitMethod(MethodTree method, Void nothing) {
                if (method.getBody() != null) methods.add(method(unit, method, positions));
                return super.visitMethod(method, nothing);
            }
        }.scan(unit, null);
        String module = path.getNameCount() > 1 ? path.getName(0).toString() : "";
        boolean test = path.toString().contains("src/test/");
        String packageName = unit.getPackageName() == null ? "" : unit.getPackageName().toString();
        return new JavaFile(path, module, test, packageName, checkout.lines(path), imports, types, methods);
    }

    private static Method method(CompilationUnitTree unit, MethodTree method, SourcePositions positions) {
        long start = line(unit, method, positions);
        long end = unit.getLineMap().getLineNumber(Math.max(0, positions.getEndPosition(unit, method)));
        boolean constructor = method.getReturnType() == null;
        return new Method(
                method.getName().toString(), start, (int) (end - start + 1), method.getParameters().size(), constructor);
    }

    private static long line(CompilationUnitTree unit, Tree tree, SourcePositions positions) {
        return unit.getLineMap().getLineNumber(Math.max(0, positions.getStartPosition(unit, tree)));
    }
}
