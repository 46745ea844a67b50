/// `local.echo-v1`, which says what it was told: deterministic, and fast enough to measure others by. Leaves
/// faults to `script`.
@NullMarked
package io.triade.local.models.echo;

import org.jspecify.annotations.NullMarked;
