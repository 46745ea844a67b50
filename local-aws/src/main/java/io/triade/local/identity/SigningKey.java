package io.triade.local.identity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.lang.JoseException;

/// The key that signs the tokens, kept in a data folder so that a restart does not sign everybody out.
final class SigningKey {
    private static final int BITS = 2048;

    private SigningKey() {}

    /// @throws IllegalStateException if the folder cannot be used or holds something that is no key
    static RsaJsonWebKey open(Optional<Path> dataFolder) {
        return dataFolder
                .map(folder -> folder.resolve("oidc").resolve("signing-key.json"))
                .map(file -> Files.exists(file) ? read(file) : write(file, create()))
                .orElseGet(SigningKey::create);
    }

    private static RsaJsonWebKey create() {
        try {
            var key = RsaJwkGenerator.generateJwk(BITS);
            key.setKeyId(key.calculateBase64urlEncodedThumbprint("SHA-256"));
            key.setUse("sig");
            key.setAlgorithm(AlgorithmIdentifiers.RSA_USING_SHA256);
            return key;
        } catch (JoseException e) {
            throw new IllegalStateException("no RSA key can be made: " + e.getMessage(), e);
        }
    }

    private static RsaJsonWebKey read(Path file) {
        try {
            if (JsonWebKey.Factory.newJwk(Files.readString(file)) instanceof RsaJsonWebKey key
                    && key.getPrivateKey() != null
                    && key.getKeyId() != null) {
                return key;
            }
        } catch (IOException | JoseException e) {
            throw new IllegalStateException(broken(file), e);
        }
        throw new IllegalStateException(broken(file));
    }

    private static RsaJsonWebKey write(Path file, RsaJsonWebKey key) {
        try {
            var folder = Files.createDirectories(file.toAbsolutePath().getParent());
            var temporary = Files.createTempFile(folder, "signing-key", ".tmp", onlyForTheOwner(folder));
            Files.writeString(temporary, key.toJson(OutputControlLevel.INCLUDE_PRIVATE));
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            return key;
        } catch (IOException e) {
            throw new IllegalStateException("LOCAL_AWS_DATA: cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    private static FileAttribute<?>[] onlyForTheOwner(Path folder) {
        return folder.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private static String broken(Path file) {
        return file + " is not a signing key; delete it, and everybody signs in again";
    }
}
