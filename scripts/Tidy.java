import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tidy.Checkout;
import tidy.CodeFacts;
import tidy.Finding;
import tidy.JavaFile;
import tidy.Numbers;
import tidy.PackageFacts;
import tidy.TextFacts;

/// Checks what can be known about the checkout without an opinion, and fails on it; sizes are printed for a reader to judge.
void main(String[] arguments) throws Exception {
    var checkout = Checkout.at(Path.of(arguments.length == 0 ? "." : arguments[0]));
    List<JavaFile> sources = JavaFile.parse(checkout);

    var findings = new ArrayList<Finding>();
    findings.addAll(CodeFacts.in(sources));
    findings.addAll(PackageFacts.in(checkout, sources));
    findings.addAll(TextFacts.in(checkout));

    new Numbers(sources).print();
    findings.forEach(System.out::println);
    System.out.println(findings.isEmpty() ? "Tidy." : findings.size() + " facts to put right.");
    System.exit(findings.isEmpty() ? 0 : 1);
}
