/// Bedrock Runtime over HTTP as AWS speaks it, event-stream frames included. Leaves what is said to the engines
/// in `models`.
@NullMarked
package io.triade.local.bedrock;

import org.jspecify.annotations.NullMarked;
