/// How strictly JSON is read: no unknown, missing, doubled or silently converted values. Leaves the wording of the
/// refusal to problems.
@NullMarked
package io.triade.defaults.json;

import org.jspecify.annotations.NullMarked;
