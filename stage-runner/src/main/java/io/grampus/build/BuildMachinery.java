package io.grampus.build;

import io.grampus.build.cache.RemoteCaches;
import io.grampus.build.remote.RemoteSources;
import io.grampus.build.snapshot.StoreFiles;
import io.grampus.build.store.Store;
import io.grampus.build.tool.BaseImages;
import java.time.Clock;
import java.util.function.Supplier;

/**
 * What builds and runs work with; made once for a process.
 *
 * @param store everything that outlives a build
 * @param files reads and writes the store's file trees
 * @param bases finds and unpacks base images
 * @param remote fetches files and repositories from elsewhere
 * @param exporter writes images to where they are wanted
 * @param caches reads and writes caches that machines share
 * @param means what this machine allows to run commands with; asked for when the first one runs
 * @param clock the time
 */
public record BuildMachinery(
    Store store,
    StoreFiles files,
    BaseImages bases,
    RemoteSources remote,
    Exporter exporter,
    RemoteCaches caches,
    Supplier<CommandMeans> means,
    Clock clock) {}
