#include "decoders/application/nfs.h"

#include "decoders/core/escape.h"

namespace tapbond::text {
namespace {

constexpr std::uint16_t kPort = 2049;
constexpr std::uint32_t kVersion2Handle = 32;

constexpr Name kProcedures[] = {
    {25, "nop"},    {0, "null"},      {1, "getattr"},  {2, "setattr"},      {3, "lookup"},
    {4, "access"},  {5, "readlink"},  {6, "read"},     {7, "write"},        {8, "create"},
    {9, "mkdir"},   {10, "symlink"},  {11, "mknod"},   {12, "remove"},      {13, "rmdir"},
    {14, "rename"}, {15, "link"},     {16, "readdir"}, {17, "readdirplus"}, {18, "fsstat"},
    {19, "fsinfo"}, {20, "pathconf"}, {21, "commit"},
};
constexpr Name kFileTypes[] = {
    {0, "NON"}, {1, "REG"}, {2, "DIR"}, {3, "BLK"}, {4, "CHR"}, {5, "LNK"}, {7, "FIFO"},
};
constexpr Name kWriteModes[] = {
    {0, "unstable"},
    {1, "datasync"},
    {2, "filesync"},
};

// Version 2's numbers, in version 3's.
constexpr std::uint32_t kFromVersion2[] = {kNfsNull,          kNfsGetAttributes,
                                           kNfsSetAttributes, kNfsNoop,
                                           kNfsLookup,        kNfsReadLink,
                                           kNfsRead,          kNfsNoop,
                                           kNfsWrite,         kNfsCreate,
                                           kNfsRemove,        kNfsRename,
                                           kNfsLink,          kNfsSymbolicLink,
                                           kNfsMakeDirectory, kNfsRemoveDirectory,
                                           kNfsReadDirectory, kNfsFileSystemState,
                                           kNfsNoop,          kNfsNoop,
                                           kNfsNoop,          kNfsNoop,
                                           kNfsNoop,          kNfsNoop,
                                           kNfsNoop,          kNfsNoop};

// What can be guessed of the file system and the file from a handle, which means something to its
// server alone.
struct Guess {
  bool known = false;
  bool named = false;  // a VMS server: the name is in the handle
  std::uint32_t major = 0;
  std::uint32_t minor = 0;
  std::uint32_t file = 0;
};

bool vms_name(Bytes handle) {
  bool ended = false;
  for (std::uint32_t i = 1; i < 14; ++i) {
    const std::uint8_t c = handle.u8(i);
    if (c == 0) {
      ended = true;
    } else if (c < ' ' || c >= 0x7f || ended) {
      return false;
    }
  }
  return true;
}

Guess device_bytes(Bytes handle, std::uint32_t major, std::uint32_t minor, std::uint32_t file) {
  return {true, false, handle.u8(major), handle.u8(minor), file};
}

Guess osf(Bytes handle) {
  const std::uint32_t device = handle.le32(0);
  return {true, false, device >> 20 & 0xfff, device & 0xfffff, handle.le32(12)};
}

Guess solaris(Bytes handle) {
  return {true, false, handle.u16(0) >> 2 & 0x3fffu, handle.u24(1) & 0x3ffff, handle.u32(12)};
}

Guess guess(Bytes handle, std::uint32_t words) {
  const auto zero = [&](std::uint32_t i) { return handle.u8(i) == 0; };
  if (words < 4) return {};
  const bool zero4 = zero(2) && zero(3);
  if (zero(0) && zero(1)) {
    if (zero4) return device_bytes(handle, 6, 7, handle.u32(12));
    if (!zero(4) && zero(5) && handle.u8(8) == 12 && zero(9)) return osf(handle);
    if (handle.u32(4) == 0x00080000) return device_bytes(handle, 2, 3, handle.u32(8));
    return device_bytes(handle, 2, 3, handle.u32(12));
  }
  if (zero4) {
    if (zero(6) && zero(7)) return device_bytes(handle, 1, 0, handle.le32(12));
    if (words >= 6 && zero(21) && zero(23)) return device_bytes(handle, 1, 0, handle.le32(4));
    if (handle.u8(9) == 10) return solaris(handle);
    return {};
  }
  if (handle.u8(8) == 12 && zero(9)) return osf(handle);
  if (zero(8) && handle.u8(9) == 10) {
    if (handle.u32(4) == 0) return {true, false, handle.u8(0), handle.u24(1), handle.u32(12)};
    return solaris(handle);
  }
  if (words >= 7 && vms_name(handle)) {
    return {true, true, 0, 0,
            static_cast<std::uint32_t>(handle.u8(26) << 24 | handle.u8(27) << 16 |
                                       handle.u8(23) << 8 | handle.u8(22))};
  }
  return {};
}

void put_handle(Line& line, Bytes handle, std::uint32_t size) {
  const std::uint32_t words = size / 4;
  if (line.options.nfs_handles) {
    line.put(" fh[");
    for (std::uint32_t i = 0; i < words; ++i) {
      line.print("{}{:x}", i == 0 ? "" : ":", handle.u32(4 * i));
    }
    line.put(']');
    return;
  }
  const Guess found = guess(handle, words);
  if (!found.known) {
    line.put(" fh ");
    line.put(std::string_view("Unknown").substr(0, words));
    line.put('/');
    for (std::uint32_t i = 0; i < std::min(size, kVersion2Handle); ++i) {
      line.print("{:02X}", handle.u8(i));
    }
  } else if (found.named) {
    line.put(" fh ");
    for (std::uint32_t i = 1; i <= words && handle.u8(i) != 0 && handle.u8(i) != ' '; ++i) {
      put_visible(line, handle.u8(i));
    }
    line.print("/{}", found.file);
  } else {
    line.print(" fh {},{}/{}", found.major, found.minor, found.file);
  }
}

}  // namespace

constinit const Names kNfsFileTypes = kFileTypes;
constinit const Names kNfsWriteModes = kWriteModes;

std::uint32_t nfs_procedure(std::uint32_t version, std::uint32_t procedure) {
  if (version == 3 || procedure >= std::size(kFromVersion2)) return procedure;
  return kFromVersion2[procedure];
}

void put_nfs_procedure(Line& line, std::uint32_t procedure) {
  line.put(' ');
  put_name(line, kProcedures, procedure, "proc-{}");
}

bool put_file_handle(Line& line, Bytes message, std::uint32_t& at, bool version3) {
  std::uint32_t size = kVersion2Handle;
  if (version3) {
    size = message.u32(at) / 4 * 4;
    at += 4;
  }
  if (line.cut() || !message.has(at, size)) return false;
  put_handle(line, message.from(at), size);
  at += size;
  return true;
}

bool put_file_name(Line& line, Bytes message, std::uint32_t& at) {
  const std::uint32_t size = message.u32(at);
  if (line.cut() || size > 0x7fffffff) return false;
  at += 4;
  const std::uint32_t padded = (size + 3) / 4 * 4;
  if (!message.has(at, padded)) return false;
  line.put('"');
  put_text(line, message, at, size);
  line.put('"');
  at += padded;
  return true;
}

bool nfs(Line& line, const Datagram& datagram, Bytes message, std::string_view before) {
  if (!message.has(4, 4)) return false;
  const std::uint32_t direction = message.u32(4);
  if (datagram.destination == kPort && direction == 0) {
    line.put(before);
    line.print("NFS request xid {} ", message.u32(0));
    nfs_request(line, message, datagram.ip);
    return true;
  }
  if (datagram.source == kPort && direction == 1) {
    line.put(before);
    line.print("NFS reply xid {} ", message.u32(0));
    nfs_reply(line, message, datagram.ip);
    return true;
  }
  return false;
}

}  // namespace tapbond::text
