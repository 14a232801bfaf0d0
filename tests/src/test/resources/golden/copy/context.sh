# Makes the context in the folder it is executed in.
umask 022
echo a >a.txt
echo b >b.txt
echo 'some text' >file.txt
mkdir -p dir/sub dir/empty dir/skip
echo one >dir/one
echo two >dir/sub/two
echo skipped >dir/skip/three
echo deep >dir/sub/deep
ln -s one dir/relative
ln -s /etc/passwd dir/absolute
ln -s nothing dir/dangling
ln -s file.txt link
ln -s dir link-to-dir
ln dir/one dir/one-more
echo '#!/bin/sh' >script.sh
chmod 755 script.sh
echo private >private.txt
chmod 600 private.txt
mkdir -m 750 restricted
echo set >restricted/setuid
chmod 4711 restricted/setuid
echo spaced >'with space'
echo ignored >ignored.txt
echo kept >ignored-not.txt
mkdir archive
echo packed >archive/file
chmod 640 archive/file
ln archive/file archive/hard
ln -s file archive/link
tar -c --owner=12 --group=34 --numeric-owner --mtime=@1000000000 -C archive . | gzip -n >archive.tar.gz
tar -c --owner=12 --group=34 --numeric-owner --mtime=@1000000000 -f plain.tar -C archive file
rm -r archive
cat >.dockerignore <<'END'
# what the image shall not have
ignored*
!ignored-not.txt
**/deep
dir/skip
END
