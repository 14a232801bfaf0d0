package io.grampus.os;

/**
 * Everything that reads or writes file trees, made once over one kernel.
 *
 * @param files names, modes, times, links
 * @param data content
 * @param xattrs extended attributes
 * @param readable files of ours whose mode keeps us out
 * @param walk whole trees
 */
public record TreeAccess(
    FileCalls files, FileData data, Xattrs xattrs, ReadAccess readable, TreeWalk walk) {
  /** Access by that kernel's calls. */
  public static TreeAccess over(Syscalls syscalls) {
    FileCalls files = new FileCalls(syscalls);
    ReadAccess readable = new ReadAccess(files);
    return new TreeAccess(
        files, new FileData(syscalls), new Xattrs(files), readable, new TreeWalk(files, readable));
  }
}
