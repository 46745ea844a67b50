/// How a model is asked and what it answers, in Bedrock's words. Leaves templates, routing and providers to the prompt
/// tier.
@NullMarked
package io.triade.contracts.generations;

import org.jspecify.annotations.NullMarked;
