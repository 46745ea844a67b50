package io.triade.local.identity;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/// Who may sign in; each one's password is the user name, and everyone may know it. Two are of one tenant, so that what
/// is theirs alone can be told from what is their tenant's.
enum DemoUser implements Subject {
    ANA("ana", "Ana Souza", "acme", "admin"),
    BRUNO("bruno", "Bruno Lima", "globex", "member"),
    CARLA("carla", "Carla Dias", "acme", "member");

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

    static String names() {
        return Arrays.stream(values()).map(DemoUser::userName).collect(Collectors.joining(", "));
    }

    static Optional<DemoUser> signIn(String userName, String password) {
        return named(userName).filter(user -> user.password().equals(password));
    }

    String userName() {
        return userName;
    }

    @Override
    public String id() {
        return userName;
    }

    String password() {
        return userName;
    }

    @Override
    public String fullName() {
        return fullName;
    }

    @Override
    public String tenant() {
        return tenant;
    }

    @Override
    public String role() {
        return role;
    }
}
