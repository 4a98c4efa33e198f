#include "decoders/application/nfs.h"
#include "decoders/core/session.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kVerifier = 12;     // in an accepted RPC reply
constexpr std::uint32_t kAttributes3 = 84;  // bytes
constexpr std::uint32_t kAttributes2 = 68;

constexpr Name kAcceptErrors[] = {
    {1, "PROG_UNAVAIL"}, {2, "PROG_MISMATCH"}, {3, "PROC_UNAVAIL"},
    {4, "GARBAGE_ARGS"}, {5, "SYSTEM_ERR"},
};
constexpr Name kErrors[] = {
    {1, "Operation not permitted"},
    {2, "No such file or directory"},
    {5, "Input/output error"},
    {6, "Device not configured"},
    {11, "Resource deadlock avoided"},
    {12, "Cannot allocate memory"},
    {13, "Permission denied"},
    {17, "File exists"},
    {18, "Cross-device link"},
    {19, "Operation not supported by device"},
    {20, "Not a directory"},
    {21, "Is a directory"},
    {22, "Invalid argument"},
    {26, "Text file busy"},
    {27, "File too large"},
    {28, "No space left on device"},
    {30, "Read-only file system"},
    {31, "Too many links"},
    {45, "Operation not supported"},
    {62, "Too many levels of symbolic links"},
    {63, "File name too long"},
    {66, "Directory not empty"},
    {69, "Disc quota exceeded"},
    {70, "Stale NFS file handle"},
    {71, "Too many levels of remote in path"},
    {99, "Write cache flushed to disk"},
    {0x2711, "Illegal NFS file handle"},
    {0x2712, "Update synchronization mismatch"},
    {0x2713, "READDIR/READDIRPLUS cookie is stale"},
    {0x2714, "Operation not supported"},
    {0x2715, "Buffer or request is too small"},
    {0x2716, "Unspecified error on server"},
    {0x2717, "Object of that type not supported"},
    {0x2718, "Request couldn't be completed in time"},
};

// One reply while it is read.
class Reply {
 public:
  Reply(Line& line, Bytes message, bool version3)
      : line_(line), message_(message), version3_(version3) {}

  // False where the message ends before; not where it tells of an error.
  bool put(std::uint32_t procedure) {
    if (!accepted()) return failed_;
    const std::uint32_t status = number();
    if (line_.cut()) return true;
    if (status != 0) {
      failed_ = true;
      if (!line_.quick()) {
        line_.put(" ERROR: ");
        put_name(line_, kErrors, status, "unk {}");
      }
    }
    const bool whole = version3_ ? put3(procedure, status) : put2(procedure, status);
    return whole || failed_;
  }

 private:
  int verbosity() const { return line_.verbosity(); }
  std::uint32_t number() {
    at_ += 4;
    return message_.u32(at_ - 4);
  }
  std::uint64_t wide() {
    at_ += 8;
    return message_.u64(at_ - 8);
  }

  bool accepted() {
    const std::uint32_t size = message_.u32(kVerifier + 4);
    if (size >= message_.length()) return false;
    at_ = kVerifier + 8 + (size + 3) / 4 * 4;
    if (!message_.has(at_, 4)) return false;
    const std::uint32_t state = number();
    if (state == 0) return true;
    line_.put(' ');
    put_name(line_, kAcceptErrors, state, "ar_stat {}");
    failed_ = true;
    return false;
  }

  bool attributes(int verbose, bool version3) {
    const std::uint32_t begin = at_;
    if (!message_.has(begin + 16, 4)) return false;
    if (verbose > 0) {
      line_.put(' ');
      put_name(line_, kNfsFileTypes, message_.u32(begin), "unk-ft {} ");
      line_.print(" {:o} ids {}/{}", message_.u32(begin + 4),
                  static_cast<std::int32_t>(message_.u32(begin + 12)),
                  static_cast<std::int32_t>(message_.u32(begin + 16)));
      if (version3) {
        line_.print(" sz {}", message_.u64(begin + 20));
      } else {
        line_.print(" sz {}", message_.u32(begin + 20));
      }
    }
    if (verbose > 1 && !more_attributes(begin, version3)) return false;
    at_ = begin + (version3 ? kAttributes3 : kAttributes2);
    return true;
  }

  bool more_attributes(std::uint32_t begin, bool version3) {
    if (!message_.has(begin, version3 ? kAttributes3 : kAttributes2)) return false;
    std::uint32_t times = begin + 60;
    if (version3) {
      line_.print(" nlink {} rdev {}/{} fsid {:x} fileid {:x} a/m/ctime", message_.u32(begin + 8),
                  message_.u32(begin + 36), message_.u32(begin + 40), message_.u64(begin + 44),
                  message_.u64(begin + 52));
    } else {
      line_.print(" nlink {} rdev 0x{:x} fsid 0x{:x} nodeid 0x{:x} a/m/ctime",
                  message_.u32(begin + 8), message_.u32(begin + 28), message_.u32(begin + 36),
                  message_.u32(begin + 40));
      times = begin + 44;
    }
    for (std::uint32_t i = 0; i < 3; ++i) {
      line_.print(" {}.{:06}", message_.u32(times + 8 * i), message_.u32(times + 8 * i + 4));
    }
    return true;
  }

  bool after(int verbose) {
    if (number() == 0) return true;
    if (verbose > 0) return attributes(verbose, true);
    at_ += kAttributes3;
    return true;
  }

  bool before() {
    if (number() == 0) return true;
    if (!message_.has(at_, 24)) return false;
    if (verbosity() > 1) {
      line_.print(" sz {} mtime {}.{:06} ctime {}.{:06}", message_.u64(at_), message_.u32(at_ + 8),
                  message_.u32(at_ + 12), message_.u32(at_ + 16), message_.u32(at_ + 20));
    }
    at_ += 24;
    return true;
  }

  bool consistency() {
    if (verbosity() > 1) line_.put(" PRE:");
    if (!before()) return false;
    if (verbosity() > 0) line_.put(" POST:");
    return after(verbosity());
  }

  bool put2(std::uint32_t procedure, std::uint32_t status) {
    if (status != 0) return true;
    switch (procedure) {
      case kNfsGetAttributes:
      case kNfsSetAttributes:
        return attributes(1, false);
      case kNfsLookup:
      case kNfsCreate:
      case kNfsMakeDirectory:
        return put_file_handle(line_, message_, at_, false) && attributes(verbosity(), false);
      case kNfsReadLink:
        line_.put(' ');
        return put_file_name(line_, message_, at_);
      case kNfsRead:
      case kNfsWrite:
        return attributes(verbosity(), false);
      case kNfsReadDirectory:
        line_.print(" offset 0x{:x} size {} ", message_.u32(at_), message_.u32(at_ + 4));
        if (message_.u32(at_ + 8) != 0) line_.put(" eof");
        return true;
      case kNfsFileSystemState:
        if (!message_.has(at_, 20)) return false;
        line_.print(" tsize {} bsize {} blocks {} bfree {} bavail {}", message_.u32(at_),
                    message_.u32(at_ + 4), message_.u32(at_ + 8), message_.u32(at_ + 12),
                    message_.u32(at_ + 16));
        return true;
      default:
        return true;
    }
  }

  bool put3(std::uint32_t procedure, std::uint32_t status) {
    switch (procedure) {
      case kNfsGetAttributes:
        return status != 0 || attributes(1, true);
      case kNfsSetAttributes:
      case kNfsRemove:
      case kNfsRemoveDirectory:
        return consistency();
      case kNfsLookup:
        return lookup(status);
      case kNfsAccess:
        if (verbosity() > 0) line_.put(" attr:");
        if (!after(verbosity())) return false;
        if (status == 0) line_.print(" c {:04x}", number());
        return true;
      case kNfsReadLink:
        if (status != 0) return true;
        if (!after(verbosity())) return false;
        line_.put(' ');
        return put_file_name(line_, message_, at_);
      case kNfsRead:
        if (!after(verbosity())) return false;
        if (status == 0 && verbosity() > 0) {
          line_.print(" {} bytes", number());
          if (number() != 0) line_.put(" EOF");
        }
        return true;
      case kNfsWrite:
        return write(status);
      case kNfsCreate:
      case kNfsMakeDirectory:
      case kNfsSymbolicLink:
      case kNfsMakeNode:
        return created(status);
      case kNfsRename:
        return two_consistencies(" from:", " to:");
      case kNfsLink:
        if (verbosity() == 0) return true;
        line_.put(" file POST:");
        if (!after(verbosity())) return false;
        line_.put(" dir:");
        return consistency();
      case kNfsReadDirectory:
      case kNfsReadDirectoryPlus:
        return directory(status);
      case kNfsFileSystemState:
        return file_system_state();
      case kNfsFileSystemInfo:
        return file_system_info(status);
      case kNfsPathConfiguration:
        return path_configuration(status);
      case kNfsCommit:
        if (!consistency()) return false;
        if (verbosity() > 1) line_.print(" verf {:x}", wide());
        return true;
      default:
        return true;
    }
  }

  bool lookup(std::uint32_t status) {
    if (status == 0) {
      if (!put_file_handle(line_, message_, at_, true)) return false;
      if (!after(verbosity())) return false;
    }
    if (verbosity() < 2) return true;
    line_.put(" post dattr:");
    return after(verbosity());
  }

  bool write(std::uint32_t status) {
    if (!consistency()) return false;
    if (status != 0 || verbosity() == 0) return true;
    line_.print(" {} bytes", number());
    if (verbosity() > 1) {
      line_.put(" <");
      put_name(line_, kNfsWriteModes, number(), "#{}");
      line_.print("> verf {:x}", wide());
    }
    return true;
  }

  bool created(std::uint32_t status) {
    if (status != 0) return consistency();
    if (number() == 0) return true;
    if (!put_file_handle(line_, message_, at_, true)) return false;
    if (verbosity() == 0) return true;
    if (!after(verbosity())) return false;
    if (verbosity() < 2) return true;
    line_.put(" dir attr:");
    return consistency();
  }

  bool two_consistencies(std::string_view first, std::string_view second) {
    if (verbosity() == 0) return true;
    line_.put(first);
    if (!consistency()) return false;
    line_.put(second);
    return consistency();
  }

  bool directory(std::uint32_t status) {
    if (verbosity() > 0) line_.put(" POST:");
    if (!after(verbosity())) return false;
    if (status == 0 && verbosity() > 0) {
      line_.print(" verf {:08x}{:08x}", message_.u32(at_), message_.u32(at_ + 4));
    }
    return true;
  }

  bool file_system_state() {
    if (line_.quick()) return true;
    if (verbosity() > 0) line_.put(" POST:");
    if (!after(verbosity()) || !message_.has(at_, 52)) return false;
    const std::uint32_t at = at_;
    line_.print(" tbytes {} fbytes {} abytes {}", message_.u64(at), message_.u64(at + 8),
                message_.u64(at + 16));
    if (verbosity() > 0) {
      line_.print(" tfiles {} ffiles {} afiles {} invar {}", message_.u64(at + 24),
                  message_.u64(at + 32), message_.u64(at + 40), message_.u32(at + 48));
    }
    return true;
  }

  bool file_system_info(std::uint32_t status) {
    if (verbosity() > 0) line_.put(" POST:");
    if (!after(verbosity())) return false;
    if (status != 0) return true;
    if (!message_.has(at_, 48)) return false;
    const auto word = [this](std::uint32_t i) { return message_.u32(at_ + 4 * i); };
    line_.print(" rtmax {} rtpref {} wtmax {} wtpref {} dtpref {}", word(0), word(1), word(3),
                word(4), word(6));
    if (verbosity() > 0) {
      line_.print(" rtmult {} wtmult {} maxfsz {} delta {}.{:06} ", word(2), word(5),
                  message_.u64(at_ + 28), word(9), word(10));
    }
    return true;
  }

  bool path_configuration(std::uint32_t status) {
    if (verbosity() > 0) line_.put(" POST:");
    if (!after(verbosity())) return false;
    if (status != 0) return true;
    if (!message_.has(at_, 24)) return false;
    const auto word = [this](std::uint32_t i) { return message_.u32(at_ + 4 * i); };
    line_.print(" linkmax {} namemax {} {} {} {} {}", word(0), word(1),
                word(2) != 0 ? "notrunc" : "", word(3) != 0 ? "chownres" : "",
                word(4) != 0 ? "igncase" : "", word(5) != 0 ? "keepcase" : "");
    return true;
  }

  Line& line_;
  Bytes message_;
  bool version3_;
  bool failed_ = false;
  std::uint32_t at_ = 0;
};

}  // namespace

void nfs_reply(Line& line, Bytes message, const IpContext& ip) {
  line.protocol = "nfs";
  if (!message.has(8, 4)) {
    line.truncated();
    return;
  }
  const std::uint32_t state = message.u32(8);
  if (state > 1) {
    line.print("reply Unknown rpc response code={} {}", state, message.length());
    return;
  }
  if (state == 1) {
    line.print("reply ERR {}: ", message.length());
    if (message.u32(12) == 0) {
      line.print("RPC Version mismatch ({}-{})", message.u32(16), message.u32(20));
    } else if (message.u32(12) == 1) {
      line.print("Auth Invalid failure code {}", message.u32(16));
    } else {
      line.print("Unknown reason for rejecting rpc message {}", message.u32(12));
    }
    return;
  }
  line.print("reply ok {}", message.length());
  const RpcCall* call =
      line.session.find_call(message.u32(0), ip.version, server_of(ip), client_of(ip));
  if (call == nullptr) return;
  const std::uint32_t procedure = nfs_procedure(call->program_version, call->procedure);
  put_nfs_procedure(line, procedure);
  if (procedure == kNfsNull || procedure >= kNfsNoop) return;
  if (!Reply(line, message, call->program_version == 3).put(procedure) && !line.cut()) {
    line.truncated();
  }
}

}  // namespace tapbond::text
