/// Starts the stand-in for AWS as one process: settings, the gateway port and an orderly stop. Leaves every
/// protocol to the package that speaks it.
@NullMarked
package io.triade.local;

import org.jspecify.annotations.NullMarked;
