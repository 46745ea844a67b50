/// `local.script-v1`, which plays written scripts: text, tools, delays, errors and broken wires. Leaves real
/// text to the real models.
@NullMarked
package io.triade.local.models.script;

import org.jspecify.annotations.NullMarked;
