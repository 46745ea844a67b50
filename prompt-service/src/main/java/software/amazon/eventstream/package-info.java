/// One class of the AWS SDK's event-stream library, replaced (ADR 8). Leaves all else to the library.
@NullMarked
package software.amazon.eventstream;

import org.jspecify.annotations.NullMarked;
