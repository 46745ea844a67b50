/// Switches trace export on when an OTLP endpoint is named. Leaves spans and metrics to the services.
@NullMarked
package io.triade.defaults.telemetry;

import org.jspecify.annotations.NullMarked;
