package tidy;

/// A fact that must be put right, and where it is.
public record Finding(String file, long line, String fact) {
    @Override
    public String toString() {
        return file + (line > 0 ? ":" + line : "") + ": " + fact;
    }
}
