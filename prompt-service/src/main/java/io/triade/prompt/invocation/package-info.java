/// Asks Amazon Bedrock: one client, what is measured of each call, and its errors as problems. Leaves answers and
/// streams to `converse`, vectors to `embeddings`, and to `routing` which model is asked and how often.
@NullMarked
package io.triade.prompt.invocation;

import org.jspecify.annotations.NullMarked;
