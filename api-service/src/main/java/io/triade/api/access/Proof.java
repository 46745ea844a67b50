package io.triade.api.access;

import io.triade.contracts.access.Principal;
import java.time.Instant;

/// What a verified token proves, and until when.
public record Proof(Principal principal, Instant expiry) {}
