/// Real text by llama.cpp in this JVM. Leaves finding the weights to `weights`.
@NullMarked
package io.triade.local.models.llama;

import org.jspecify.annotations.NullMarked;
