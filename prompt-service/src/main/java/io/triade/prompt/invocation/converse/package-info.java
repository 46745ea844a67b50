/// Bedrock's Converse API: a model call as its requests, its whole answers and streams in our words, an answer gone on
/// with or given a form. Leaves the client, faults and meters to invocation.
@NullMarked
package io.triade.prompt.invocation.converse;

import org.jspecify.annotations.NullMarked;
