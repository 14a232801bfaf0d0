package io.grampus.build.remote;

/**
 * The ways to what lies elsewhere.
 *
 * @param downloads files by http
 * @param repositories commits by git
 */
public record RemoteSources(Downloads downloads, GitRepositories repositories) {}
