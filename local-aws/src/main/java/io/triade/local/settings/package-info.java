/// What this process was told from outside, read once at the start. Leaves what it means to the packages that take it.
@NullMarked
package io.triade.local.settings;

import org.jspecify.annotations.NullMarked;
