package io.triade.local.identity;

/// Whom a token stands for.
interface Subject {
    String id();

    String fullName();

    String tenant();

    String role();
}
