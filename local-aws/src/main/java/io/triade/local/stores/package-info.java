/// DynamoDB Local in this process, with the tables that `deploy/` defines. Leaves what is in them to the
/// services.
@NullMarked
package io.triade.local.stores;

import org.jspecify.annotations.NullMarked;
