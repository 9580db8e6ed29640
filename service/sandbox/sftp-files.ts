import ssh2, { type Attributes, type SFTPWrapper } from "ssh2";

const { OPEN_MODE, STATUS_CODE } = ssh2.utils.sftp;
const FILE_MODE = 0o100644;

interface OpenFile {
  readonly path: string;
  readonly content: Buffer;
}

/** Where the files of a server lie, by path; and how its reads may go wrong. */
export interface FileTree {
  readonly files: Map<string, Buffer>;
  /** What a reader is given instead of a file's content. */
  readonly shown: (path: string, content: Buffer) => Buffer;
  /** Called when a file has got its name. */
  readonly arrived: (path: string, content: Buffer) => void;
}

/** Serves the part of SFTP version 3 that a file exchange uses: open, read, write, close, stat, rename. */
export function serveSftp(sftp: SFTPWrapper, { files, shown, arrived }: FileTree): void {
  const open = new Map<number, OpenFile & { written?: Buffer[] }>();
  let handles = 0;
  const file = (handle: Buffer) => (handle.length === 4 ? open.get(handle.readUInt32BE()) : undefined);
  const attributes = (size: number): Attributes => ({ mode: FILE_MODE, uid: 0, gid: 0, size, atime: 0, mtime: 0 });

  sftp.on("OPEN", (id, path, flags) => {
    const isWrite = (flags & OPEN_MODE.WRITE) !== 0;
    const known = files.get(path);
    if (!isWrite && known === undefined) {
      sftp.status(id, STATUS_CODE.NO_SUCH_FILE);
      return;
    }
    const handle = Buffer.alloc(4);
    handle.writeUInt32BE(++handles);
    const content = known === undefined ? Buffer.alloc(0) : shown(path, known);
    open.set(handles, isWrite ? { path, content, written: [] } : { path, content });
    sftp.handle(id, handle);
  });
  sftp.on("READ", (id, handle, offset, length) => {
    const content = file(handle)?.content ?? Buffer.alloc(0);
    if (offset >= content.length) sftp.status(id, STATUS_CODE.EOF);
    else sftp.data(id, content.subarray(offset, offset + length));
  });
  sftp.on("WRITE", (id, handle, _offset, data) => {
    // Our clients write from the start to the end.
    file(handle)?.written?.push(Buffer.from(data));
    sftp.status(id, STATUS_CODE.OK);
  });
  sftp.on("CLOSE", (id, handle) => {
    const own = file(handle);
    if (own?.written !== undefined) files.set(own.path, Buffer.concat(own.written));
    if (handle.length === 4) open.delete(handle.readUInt32BE());
    sftp.status(id, STATUS_CODE.OK);
  });
  const stat = (id: number, path: string) => {
    const known = files.get(path);
    if (known === undefined) sftp.status(id, STATUS_CODE.NO_SUCH_FILE);
    else sftp.attrs(id, attributes(shown(path, known).length));
  };
  sftp.on("STAT", stat);
  sftp.on("LSTAT", stat);
  sftp.on("FSTAT", (id, handle) => sftp.attrs(id, attributes(file(handle)?.content.length ?? 0)));
  sftp.on("FSETSTAT", (id) => sftp.status(id, STATUS_CODE.OK));
  sftp.on("SETSTAT", (id) => sftp.status(id, STATUS_CODE.OK));
  sftp.on("RENAME", (id, from, to) => {
    const known = files.get(from);
    if (known === undefined) {
      sftp.status(id, STATUS_CODE.NO_SUCH_FILE);
      return;
    }
    files.delete(from);
    files.set(to, known);
    arrived(to, known);
    sftp.status(id, STATUS_CODE.OK);
  });
}
