// The Network File System, versions 2 and 3 (RFC 1094, RFC 1813), over ONC RPC (RFC 5531).
//
// Requests and replies share these parts; each moves `at` over what it prints and gives false where
// the message ends before.
#pragma once

#include "decoders/core/ip_context.h"
#include "decoders/core/names.h"
#include "decoders/transport/transport.h"

namespace tapbond::text {

enum NfsProcedure : std::uint32_t {
  kNfsNull,
  kNfsGetAttributes,
  kNfsSetAttributes,
  kNfsLookup,
  kNfsAccess,
  kNfsReadLink,
  kNfsRead,
  kNfsWrite,
  kNfsCreate,
  kNfsMakeDirectory,
  kNfsSymbolicLink,
  kNfsMakeNode,
  kNfsRemove,
  kNfsRemoveDirectory,
  kNfsRename,
  kNfsLink,
  kNfsReadDirectory,
  kNfsReadDirectoryPlus,
  kNfsFileSystemState,
  kNfsFileSystemInfo,
  kNfsPathConfiguration,
  kNfsCommit,
  kNfsNoop,
};

// A procedure of any version as version 3 counts them.
std::uint32_t nfs_procedure(std::uint32_t version, std::uint32_t procedure);
void put_nfs_procedure(Line& line, std::uint32_t procedure);

bool put_file_handle(Line& line, Bytes message, std::uint32_t& at, bool version3);
bool put_file_name(Line& line, Bytes message, std::uint32_t& at);

extern const Names kNfsFileTypes;
extern const Names kNfsWriteModes;

// An RPC message (without TCP's record mark) whose direction the caller has looked at.
void nfs_request(Line& line, Bytes message, const IpContext& ip);
void nfs_reply(Line& line, Bytes message, const IpContext& ip);

// Either of them on NFS's port, or false where the message is neither. `before` is said first.
bool nfs(Line& line, const Datagram& datagram, Bytes message, std::string_view before);

}  // namespace tapbond::text
