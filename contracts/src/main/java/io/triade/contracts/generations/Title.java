package io.triade.contracts.generations;

/// A short title of a conversation.
public record Title(String title) {}
