#include "decoders/application/nfs.h"
#include "decoders/core/session.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kVersion = 16;  // of the program, in an RPC call
constexpr std::uint32_t kProcedure = 20;
constexpr std::uint32_t kCredentials = 24;

struct Access {
  std::uint32_t bit;
  std::string_view name;
};
constexpr Access kAccesses[] = {{0x01, "NFS_ACCESS_READ"},   {0x02, "NFS_ACCESS_LOOKUP"},
                                {0x04, "NFS_ACCESS_MODIFY"}, {0x08, "NFS_ACCESS_EXTEND"},
                                {0x10, "NFS_ACCESS_DELETE"}, {0x20, "NFS_ACCESS_EXECUTE"}};
constexpr std::uint32_t kFullAccess = 0x3f;

// Steps over the credentials and the verifier; false where they are not all there.
bool skip_authentication(Bytes message, std::uint32_t& at) {
  at = kCredentials;
  for (int i = 0; i < 2; ++i) {
    const std::uint32_t size = message.u32(at + 4);
    if (size > message.length()) return false;
    const std::uint32_t padded = (size + 3) / 4 * 4;
    if (!message.has(at + 8, padded)) return false;
    at += 8 + padded;
  }
  return at <= message.length();
}

void put_access(Line& line, std::uint32_t access) {
  if ((access & ~kFullAccess) != 0) {
    line.print(" {:04x}", access);
    return;
  }
  if (access == kFullAccess) {
    line.put(" NFS_ACCESS_FULL");
    return;
  }
  char separator = ' ';
  for (const Access& known : kAccesses) {
    if ((access & known.bit) == 0) continue;
    line.put(separator);
    line.put(known.name);
    separator = '|';
  }
}

// Version 3's attributes to set: each is there only where a word before it says so.
struct Attributes {
  bool mode_set = false;
  bool user_set = false;
  bool group_set = false;
  std::uint32_t mode = 0;
  std::uint32_t user = 0;
  std::uint32_t group = 0;
};

Attributes read_attributes(Bytes message, std::uint32_t& at) {
  Attributes result;
  const auto optional = [&](bool& set, std::uint32_t& value) {
    set = message.u32(at) != 0;
    at += 4;
    if (!set) return;
    value = message.u32(at);
    at += 4;
  };
  optional(result.mode_set, result.mode);
  optional(result.user_set, result.user);
  optional(result.group_set, result.group);
  const bool size_set = message.u32(at) != 0;
  at += size_set ? 12 : 4;
  for (int i = 0; i < 2; ++i) at += message.u32(at) == 2 ? 12 : 4;
  return result;
}

void put_attributes(Line& line, const Attributes& attributes) {
  if (attributes.mode_set) line.print(" mode {:o}", attributes.mode);
  if (attributes.user_set) line.print(" uid {}", attributes.user);
  if (attributes.group_set) line.print(" gid {}", attributes.group);
}

bool put_handle_and_name(Line& line, Bytes message, std::uint32_t& at, bool version3) {
  if (!put_file_handle(line, message, at, version3)) return false;
  line.put(' ');
  return put_file_name(line, message, at);
}

bool put_write(Line& line, Bytes message, std::uint32_t at, bool version3) {
  if (!version3) {
    line.print(" {} ({}) bytes @ {} ({})", message.u32(at + 12), message.u32(at + 8),
               message.u32(at + 4), message.u32(at));
    return true;
  }
  const std::uint64_t offset = message.u64(at);
  const std::uint32_t mode = message.u32(at + 12);
  line.print(" {} ({}) bytes @ {}", message.u32(at + 16), message.u32(at + 8), offset);
  if (line.verbosity() > 0) {
    line.put(" <");
    if (const Name* name = find_name(kNfsWriteModes, mode)) {
      line.put(name->text);
    } else {
      line.print("#{}", static_cast<std::int32_t>(mode));
    }
    line.put('>');
  }
  return true;
}

bool put_symbolic_link(Line& line, Bytes message, std::uint32_t at, bool version3) {
  if (!put_handle_and_name(line, message, at, version3)) return false;
  line.put(" ->");
  Attributes attributes;
  if (version3) attributes = read_attributes(message, at);
  if (!put_file_name(line, message, at)) return false;
  if (version3 && line.verbosity() > 0) put_attributes(line, attributes);
  return true;
}

bool put_make_node(Line& line, Bytes message, std::uint32_t at, bool version3) {
  if (!put_handle_and_name(line, message, at, version3)) return false;
  const std::uint32_t type = message.u32(at);
  at += 4;
  const Attributes attributes = read_attributes(message, at);
  line.put(' ');
  put_name(line, kNfsFileTypes, type, "unk-ft {}");
  if (line.verbosity() == 0) return true;
  if (type == 3 || type == 4) line.print(" {}/{}", message.u32(at), message.u32(at + 4));
  put_attributes(line, attributes);
  return true;
}

bool put_read_directory(Line& line, Bytes message, std::uint32_t at, bool version3) {
  if (!version3) {
    line.print(" {} bytes @ {}", message.u32(at + 4), static_cast<std::int32_t>(message.u32(at)));
    return true;
  }
  line.print(" {} bytes @ {}", message.u32(at + 16), static_cast<std::int64_t>(message.u64(at)));
  if (line.verbosity() > 0) {
    line.print(" verf {:08x}{:08x}", message.u32(at + 8), message.u32(at + 12));
  }
  return true;
}

bool put_arguments(Line& line, Bytes message, std::uint32_t procedure, bool version3) {
  std::uint32_t at = 0;
  if (!skip_authentication(message, at)) return false;
  switch (procedure) {
    case kNfsLookup:
    case kNfsCreate:
    case kNfsMakeDirectory:
    case kNfsRemove:
    case kNfsRemoveDirectory:
      return put_handle_and_name(line, message, at, version3);
    case kNfsSymbolicLink:
      return put_symbolic_link(line, message, at, version3);
    case kNfsMakeNode:
      return put_make_node(line, message, at, version3);
    case kNfsRename:
      if (!put_handle_and_name(line, message, at, version3)) return false;
      line.put(" ->");
      return put_handle_and_name(line, message, at, version3);
    default:
      break;
  }
  if (!put_file_handle(line, message, at, version3)) return false;
  switch (procedure) {
    case kNfsAccess:
      put_access(line, message.u32(at));
      return true;
    case kNfsRead:
      if (version3) {
        line.print(" {} bytes @ {}", message.u32(at + 8), message.u64(at));
      } else {
        line.print(" {} bytes @ {}", message.u32(at + 4), message.u32(at));
      }
      return true;
    case kNfsWrite:
      return put_write(line, message, at, version3);
    case kNfsLink:
      line.put(" ->");
      return put_handle_and_name(line, message, at, version3);
    case kNfsReadDirectory:
      return put_read_directory(line, message, at, version3);
    case kNfsReadDirectoryPlus:
      line.print(" {} bytes @ {}", message.u32(at + 16),
                 static_cast<std::int64_t>(message.u64(at)));
      if (line.verbosity() > 0) {
        line.print(" max {} verf {:08x}{:08x}", message.u32(at + 20), message.u32(at + 8),
                   message.u32(at + 12));
      }
      return true;
    case kNfsCommit:
      line.print(" {} bytes @ {}", message.u32(at + 8), message.u64(at));
      return true;
    default:
      return true;
  }
}

}  // namespace

void nfs_request(Line& line, Bytes message, const IpContext& ip) {
  line.protocol = "nfs";
  line.print("{}", message.length());
  if (!message.has(kProcedure, 4)) {
    line.truncated();
    return;
  }
  const std::uint32_t version = message.u32(kVersion);
  const std::uint32_t called = message.u32(kProcedure);
  line.session.remember_call(
      {message.u32(0), ip.version, client_of(ip), server_of(ip), called, version});
  const std::uint32_t procedure = nfs_procedure(version, called);
  put_nfs_procedure(line, procedure);
  if (procedure == kNfsNull || procedure >= kNfsNoop) return;
  if (!put_arguments(line, message, procedure, version == 3) && !line.cut()) line.truncated();
}

}  // namespace tapbond::text
