package tidy;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Names and imports that the house has banned, and comments that a formatter broke.
public final class CodeFacts {
    private static final Pattern BANNED_SUFFIX =
            Pattern.compile(".*(Manager|Helper|Utils?|Processor|Handler|Wrapper|Impl|Dto|DTO|Info|Data)");

    private static final Pattern BANNED_PACKAGE = Pattern.compile(".*\\.(service|model|dto|utils?|common|impl)");

    /// Imports that only the named place may have.
    ///
    /// @param place matched on the path of the importing file
    private record Ban(Pattern imported, Pattern place, String fact) {
        Ban(String imported, String place, String fact) {
            this(Pattern.compile(imported), Pattern.compile(place), fact);
        }
    }

    private static final List<Ban> BANS = List.of(
            new Ban("(org\\.mockito|org\\.easymock|org\\.powermock)\\..*", "nowhere", "no mocking library"),
            new Ban("lombok\\..*", "nowhere", "no Lombok"),
            new Ban("org\\.junit\\.[A-Z].*", "nowhere", "JUnit 4"),
            new Ban("io\\.triade\\.local\\..*", "local-aws/.*", "local-aws is reached over the wire only"),
            new Ban("io\\.triade\\.api\\..*", "api-service/.*", "services know each other by HTTP only"),
            new Ban(
                    "io\\.triade\\.orchestration\\..*",
                    "orchestration-service/.*",
                    "services know each other by HTTP only"),
            new Ban("io\\.triade\\.prompt\\..*", "prompt-service/.*", "services know each other by HTTP only"),
            new Ban("io\\.triade\\.(?!systemtests).*", "(?!system-tests/).*", "system-tests knows no class of ours"),
            new Ban(
                    "software\\.amazon\\.awssdk\\.services\\.bedrockruntime\\..*",
                    "(prompt-service/.*/invocation/|.*src/test/).*",
                    "only invocation imports the Bedrock SDK"),
            new Ban(
                    "software\\.amazon\\.awssdk\\.services\\.dynamodb\\..*",
                    "(.*(Table|Items)\\.java|.*src/test/.*|local-aws/.*)",
                    "only a Table and its Items import DynamoDB"),
            new Ban(
                    "(?!java\\.|com\\.fasterxml\\.jackson\\.annotation\\.|org\\.jspecify\\.|io\\.triade\\.contracts\\.).*",
                    "(?!contracts/src/main/).*",
                    "contracts uses Jackson's annotations and JSpecify, nothing else"));

    private CodeFacts() {}

    public static List<Finding> in(List<JavaFile> sources) {
        var findings = new ArrayList<Finding>();
        for (JavaFile source : sources) {
            names(source, findings);
            imports(source, findings);
            brokenComments(source, findings);
        }
        return findings;
    }

    private static void names(JavaFile source, List<Finding> findings) {
        source.types().forEach((name, line) -> {
            var banned = BANNED_SUFFIX.matcher(name);
            if (banned.matches()) {
                findings.add(new Finding(
                        source.path().toString(), line, name + " ends in " + banned.group(1) + ": it has no single job"));
            }
        });
        if (BANNED_PACKAGE.matcher(source.packageName()).matches()) {
            findings.add(new Finding(
                    source.path().toString(), 0, "package " + source.packageName() + " names a layer, not a capability"));
        }
    }

    private static void imports(JavaFile source, List<Finding> findings) {
        String path = source.path().toString().replace('\\', '/');
        source.imports().forEach((imported, line) -> {
            for (Ban ban : BANS) {
                if (ban.imported.matcher(imported).matches() && !ban.place.matcher(path).matches()) {
                    findings.add(new Finding(path, line, "imports " + imported + ": " + ban.fact));
                }
            }
        });
    }

    private static void brokenComments(JavaFile source, List<Finding> findings) {
        for (int i = 1; i < source.lines().size(); i++) {
            String before = source.lines().get(i - 1).strip();
            String line = source.lines().get(i).strip();
            if (before.startsWith("///") && line.startsWith("//") && !line.startsWith("///")) {
                findings.add(new Finding(
                        source.path().toString(), i + 1, "a /// comment goes on as //: the formatter broke a long line"));
            }
        }
    }
}
