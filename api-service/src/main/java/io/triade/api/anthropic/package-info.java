/// The door for clients that speak Anthropic's Messages API, translated to and from generations on the direct path to
/// the prompt tier, or to runs where the caller sent an idempotency key. Leaves everything else to those tiers; its
/// shapes are used by no other package.
@NullMarked
package io.triade.api.anthropic;

import org.jspecify.annotations.NullMarked;
