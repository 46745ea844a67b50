package io.triade.local.identity;

import java.util.Arrays;
import java.util.Optional;

/// Who may sign in; each one's password is the user name, and everyone may know it.
enum DemoUser {
    ANA("ana", "Ana Souza", "acme", "admin"),
    BRUNO("bruno", "Bruno Lima", "globex", "member");

    private final String userName;
    private final String fullName;
    private final String tenant;
    private final String role;

    DemoUser(String userName, String fullName, String tenant, String role) {
        this.userName = userName;
        this.fullName = fullName;
        this.tenant = tenant;
        this.role = role;
    }

    static Optional<DemoUser> named(String userName) {
        return Arrays.stream(values())
                .filter(user -> user.userName.equals(userName))
                .findFirst();
    }

    static Optional<DemoUser> signIn(String userName, String password) {
        return named(userName).filter(user -> user.password().equals(password));
    }

    String userName() {
        return userName;
    }

    String password() {
        return userName;
    }

    String fullName() {
        return fullName;
    }

    String tenant() {
        return tenant;
    }

    String role() {
        return role;
    }
}
