/// Vectors from Bedrock's InvokeModel, whose bodies differ from one provider to the next. Leaves the client, faults and
/// meters to invocation.
@NullMarked
package io.triade.prompt.invocation.embeddings;

import org.jspecify.annotations.NullMarked;
