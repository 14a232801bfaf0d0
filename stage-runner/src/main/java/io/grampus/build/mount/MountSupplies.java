package io.grampus.build.mount;

import io.grampus.build.snapshot.StoreFiles;
import io.grampus.build.store.Store;

/**
 * What mounts are made of.
 *
 * @param store where caches are kept
 * @param files reads and writes the store's file trees
 * @param credentials what the build was entrusted with
 */
public record MountSupplies(Store store, StoreFiles files, RunCredentials credentials) {}
