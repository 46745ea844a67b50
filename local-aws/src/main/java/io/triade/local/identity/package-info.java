/// An OIDC issuer with two demo users, for development only. Leaves what a principal may do to the services.
@NullMarked
package io.triade.local.identity;

import org.jspecify.annotations.NullMarked;
