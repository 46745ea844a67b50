/// The door for clients that speak Anthropic's Messages API, answered from generations on the direct path to the
/// prompt tier, or from runs where the caller sent an idempotency key. Leaves what they ask to `requests` and
/// everything else to those tiers; its shapes are used by no other package.
@NullMarked
package io.triade.api.anthropic;

import org.jspecify.annotations.NullMarked;
