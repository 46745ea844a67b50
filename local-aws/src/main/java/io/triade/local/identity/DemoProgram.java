package io.triade.local.identity;

import java.util.Arrays;
import java.util.Optional;

/// What may ask for a token in its own name (RFC 6749, 4.4); its secret is its id, and everyone may know it.
enum DemoProgram implements Subject {
    BATCH("triade-batch", "Batch program", "acme", "member");

    private final String id;
    private final String fullName;
    private final String tenant;
    private final String role;

    DemoProgram(String id, String fullName, String tenant, String role) {
        this.id = id;
        this.fullName = fullName;
        this.tenant = tenant;
        this.role = role;
    }

    static Optional<DemoProgram> proven(String id, String secret) {
        return Arrays.stream(values())
                .filter(program -> program.id.equals(id) && program.id.equals(secret))
                .findFirst();
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String fullName() {
        return fullName;
    }

    @Override
    public String tenant() {
        return tenant;
    }

    @Override
    public String role() {
        return role;
    }
}
