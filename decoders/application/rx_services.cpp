// The tables of AFS's services.
#include <algorithm>
#include <iterator>

#include "decoders/application/rx.h"

namespace tapbond::text {
namespace {

constexpr Name kFileOperations[] = {
    {130, "fetch-data"},
    {131, "fetch-acl"},
    {132, "fetch-status"},
    {133, "store-data"},
    {134, "store-acl"},
    {135, "store-status"},
    {136, "remove-file"},
    {137, "create-file"},
    {138, "rename"},
    {139, "symlink"},
    {140, "link"},
    {141, "makedir"},
    {142, "rmdir"},
    {143, "oldsetlock"},
    {144, "oldextlock"},
    {145, "oldrellock"},
    {146, "get-stats"},
    {147, "give-cbs"},
    {148, "get-vlinfo"},
    {149, "get-vlstats"},
    {150, "set-vlstats"},
    {151, "get-rootvl"},
    {152, "check-token"},
    {153, "get-time"},
    {154, "nget-vlinfo"},
    {155, "bulk-stat"},
    {156, "setlock"},
    {157, "extlock"},
    {158, "rellock"},
    {159, "xstat-ver"},
    {160, "get-xstat"},
    {161, "dfs-lookup"},
    {162, "dfs-flushcps"},
    {163, "dfs-symlink"},
    {220, "residency"},
    {65536, "inline-bulk-status"},
    {65537, "fetch-data-64"},
    {65538, "store-data-64"},
    {65539, "give-up-all-cbs"},
    {65540, "get-caps"},
    {65541, "cb-rx-conn-addr"},
};
constexpr RxLayout kFileCalls[] = {
    {130, "%f offset%u length%u"},
    {131, "%f"},
    {132, "%f"},
    {133, "%f%a offset%u length%u flen%u"},
    {134, "%f%l"},
    {135, "%f%a"},
    {136, "%f%s"},
    {137, "%f%s%a"},
    {138, " old%f%s new%f%s"},
    {139, "%f%s link to%s"},
    {140, "%f%s link to%f"},
    {141, "%f%s%a"},
    {142, "%f%s"},
    {143, "%f"},
    {144, "%f"},
    {145, "%f"},
    {148, "%s"},
    {149, " volid%u"},
    {150, " volid%u"},
    {154, " volname%s"},
    {155, "%F"},
    {156, "%f"},
    {157, "%f"},
    {158, "%f"},
    {65536, "%F"},
    {65537, "%f offset%U length%U"},
    {65538, "%f%a offset%U length%U flen%U"},
    {65541, " addr%u"},
};
constexpr RxLayout kFileReplies[] = {
    {131, "%l"}, {137, " new%f"}, {141, " new%f"}, {151, " root volume%s"}, {153, "%d"},
};

constexpr Name kCallbackOperations[] = {
    {204, "callback"},      {205, "initcb"},         {206, "probe"},
    {207, "getlock"},       {208, "getce"},          {209, "xstatver"},
    {210, "getxstat"},      {211, "initcb2"},        {212, "whoareyou"},
    {213, "initcb3"},       {214, "probeuuid"},      {215, "getsrvprefs"},
    {216, "getcellservdb"}, {217, "getlocalcell"},   {218, "getcacheconf"},
    {65536, "getce64"},     {65537, "getcellbynum"}, {65538, "tellmeaboutyourself"},
};
constexpr RxLayout kCallbackCalls[] = {
    {204, "%c"},
    {214, " afsuuid%g"},
};
constexpr RxLayout kCallbackReplies[] = {
    {213, "%g"},
};

constexpr Name kProtectionOperations[] = {
    {500, "new-user"},     {501, "where-is-it"},       {502, "dump-entry"},
    {503, "add-to-group"}, {504, "name-to-id"},        {505, "id-to-name"},
    {506, "delete"},       {507, "remove-from-group"}, {508, "get-cps"},
    {509, "new-entry"},    {510, "list-max"},          {511, "set-max"},
    {512, "list-entry"},   {513, "change-entry"},      {514, "list-elements"},
    {515, "same-mbr-of"},  {516, "set-fld-sentry"},    {517, "list-owned"},
    {518, "get-cps2"},     {519, "get-host-cps"},      {520, "update-entry"},
    {521, "list-entries"}, {530, "list-super-groups"},
};
constexpr RxLayout kProtectionCalls[] = {
    {500, "%s id%i oldid%i"},
    {501, " id%i"},
    {502, " pos%i"},
    {503, " uid%i gid%i"},
    {504, "%N"},
    {505, " ids:%I"},
    {506, " id%i"},
    {507, " uid%i gid%i"},
    {508, " id%i"},
    {509, "%s flag%i oid%i"},
    {511, " id%i gflag%i"},
    {512, " id%i"},
    {513, " id%i%s oldid%i newid%i"},
    {514, " id%i"},
    {515, " uid%i gid%i"},
    {517, " id%i"},
    {518, " id%i"},
    {519, " id%i"},
    {520, " id%i%s"},
    {530, " id%i"},
};
constexpr RxLayout kProtectionReplies[] = {
    {504, " ids:%I"}, {505, "%N"}, {508, "%I"}, {510, " maxuid%i maxgid%i"},
    {514, "%I"},      {517, "%I"}, {518, "%I"}, {519, "%I"},
};

constexpr Name kLocationOperations[] = {
    {501, "create-entry"},        {502, "delete-entry"},
    {503, "get-entry-by-id"},     {504, "get-entry-by-name"},
    {505, "get-new-volume-id"},   {506, "replace-entry"},
    {507, "update-entry"},        {508, "setlock"},
    {509, "releaselock"},         {510, "list-entry"},
    {511, "list-attrib"},         {512, "linked-list"},
    {513, "get-stats"},           {514, "probe"},
    {515, "get-addrs"},           {516, "change-addr"},
    {517, "create-entry-n"},      {518, "get-entry-by-id-n"},
    {519, "get-entry-by-name-n"}, {520, "replace-entry-n"},
    {521, "list-entry-n"},        {522, "list-attrib-n"},
    {523, "linked-list-n"},       {524, "update-entry-by-name"},
    {525, "create-entry-u"},      {526, "get-entry-by-id-u"},
    {527, "get-entry-by-name-u"}, {528, "replace-entry-u"},
    {529, "list-entry-u"},        {530, "list-attrib-u"},
    {531, "linked-list-u"},       {532, "regaddr"},
    {533, "get-addrs-u"},         {534, "list-attrib-n2"},
};
constexpr RxLayout kLocationCalls[] = {
    {501, "%n"},         {502, " volid%i%t"},   {503, " volid%i%t"}, {504, "%s"},
    {505, " bump%i"},    {506, " volid%i%t%n"}, {507, " volid%i%t"}, {508, " volid%i%t"},
    {509, " volid%i%t"}, {510, " index%i"},     {517, "%n"},         {518, " volid%i%t"},
    {519, "%s"},         {520, " volid%i%t%n"}, {521, " index%i"},   {524, "%s"},
    {527, "%s"},
};
constexpr RxLayout kLocationReplies[] = {
    {503, "%n%8"},
    {504, "%n%8"},
    {505, " newvol%u"},
    {510, " count%i nextindex%i%n%8"},
    {518, "%n%3"},
    {519, "%n%3"},
    {521, " count%i nextindex%i%n%3"},
    {526, "%n%4"},
    {527, "%n%4"},
    {529, " count%i nextindex%i%n%3"},
};

constexpr Name kAuthenticationOperations[] = {
    {1, "auth-old"},         {2, "change-pw"},   {3, "get-ticket-old"}, {4, "set-pw"},
    {5, "set-fields"},       {6, "create-user"}, {7, "delete-user"},    {8, "get-entry"},
    {9, "list-entry"},       {10, "get-stats"},  {11, "debug"},         {12, "get-pw"},
    {13, "get-random-key"},  {14, "unlock"},     {15, "lock-status"},   {21, "authenticate"},
    {22, "authenticate-v2"}, {23, "get-ticket"},
};
constexpr RxLayout kAuthenticationCalls[] = {
    {1, " principal%s%s"},
    {2, " principal%s%s"},
    {3, " kvno%i domain%s%k principal%s%s"},
    {4, " principal%s%s kvno%i"},
    {5, " principal%s%s"},
    {6, " principal%s%s"},
    {7, " principal%s%s"},
    {8, " principal%s%s"},
    {12, " name%s"},
    {14, " principal%s%s"},
    {15, " principal%s%s"},
    {21, " principal%s%s"},
    {22, " principal%s%s"},
    {23, " kvno%i domain%s%k principal%s%s"},
};

constexpr Name kVolumeOperations[] = {
    {100, "create-volume"},
    {101, "delete-volume"},
    {102, "restore"},
    {103, "forward"},
    {104, "end-trans"},
    {105, "clone"},
    {106, "set-flags"},
    {107, "get-flags"},
    {108, "trans-create"},
    {109, "dump"},
    {110, "get-nth-volume"},
    {111, "set-forwarding"},
    {112, "get-name"},
    {113, "get-status"},
    {114, "sig-restore"},
    {115, "list-partitions"},
    {116, "list-volumes"},
    {117, "set-id-types"},
    {118, "monitor"},
    {119, "partition-info"},
    {120, "reclone"},
    {121, "list-one-volume"},
    {122, "nuke"},
    {123, "set-date"},
    {124, "x-list-volumes"},
    {125, "x-list-one-volume"},
    {126, "set-info"},
    {127, "x-list-partitions"},
    {128, "forward-multiple"},
    {65536, "convert-ro"},
    {65537, "get-size"},
    {65538, "dump-v2"},
};
constexpr RxLayout kVolumeCalls[] = {
    {100, " partition%u name%s type%u parent%u"},
    {101, " trans%u"},
    {102, " totrans%u flags%u"},
    {103, " fromtrans%u fromdate%d%p desttrans%i"},
    {104, " trans%u"},
    {105, " trans%u purgevol%u newtype%u newname%s"},
    {106, " trans%u flags%u"},
    {107, " trans%u"},
    {108, " vol%u partition%u flags%u"},
    {109, " fromtrans%u fromdate%d"},
    {110, " index%u"},
    {111, " tid%u newsite%u"},
    {112, " tid"},
    {113, " tid"},
    {114, " name%s type%u pid%u cloneid%u"},
    {116, " partition%u flags%u"},
    {117, " tid%u name%s type%u pid%u clone%u backup%u"},
    {119, " name%s"},
    {120, " tid%u"},
    {121, " partid%u volid%u"},
    {122, " partid%u volid%u"},
    {123, " tid%u date%d"},
    {124, " partid%u volid%u"},
    {125, " partid%u volid%u"},
    {126, " tid%u"},
    {128, " fromtrans%u fromdate%d%P"},
    {65536, " partid%u volid%u"},
    {65538, " fromtrans%u fromdate%d flags%u"},
    {655537, " fromtrans%u fromdate%d"},
};
constexpr RxLayout kVolumeReplies[] = {
    {100, " volid%u trans%u"},
    {104, "%u"},
    {105, " newvol%u"},
    {107, "%u"},
    {108, " trans%u"},
    {110, " volume%u partition%u"},
    {112, "%s"},
    {113,
     " volid%u nextuniq%u type%u parentid%u clone%u backup%u restore%u maxquota%u minquota%u "
     "owner%u create%d access%d update%d expire%d backup%d copy%d"},
    {116, "%V"},
    {121, "%V"},
};

constexpr Name kOverseerOperations[] = {
    {80, "create-bnode"},
    {81, "delete-bnode"},
    {82, "set-status"},
    {83, "get-status"},
    {84, "enumerate-instance"},
    {85, "get-instance-info"},
    {86, "get-instance-parm"},
    {87, "add-superuser"},
    {88, "delete-superuser"},
    {89, "list-superusers"},
    {90, "list-keys"},
    {91, "add-key"},
    {92, "delete-key"},
    {93, "set-cell-name"},
    {94, "get-cell-name"},
    {95, "get-cell-host"},
    {96, "add-cell-host"},
    {97, "delete-cell-host"},
    {98, "set-t-status"},
    {99, "shutdown-all"},
    {100, "restart-all"},
    {101, "startup-all"},
    {102, "set-noauth-flag"},
    {103, "re-bozo"},
    {104, "restart"},
    {105, "start-bozo-install"},
    {106, "uninstall"},
    {107, "get-dates"},
    {108, "exec"},
    {109, "prune"},
    {110, "set-restart-time"},
    {111, "get-restart-time"},
    {112, "start-bozo-log"},
    {113, "wait-all"},
    {114, "get-instance-strings"},
    {115, "get-restricted"},
    {116, "set-restricted"},
};
constexpr RxLayout kOverseerCalls[] = {
    {80, " type%s instance%s"},
    {81, "%s"},
    {82, "%s status%i"},
    {83, "%s"},
    {84, "%i"},
    {85, "%s"},
    {86, "%s num%i"},
    {87, "%s"},
    {88, "%s"},
    {89, "%i"},
    {90, "%i"},
    {91, "%i"},
    {92, "%i"},
    {93, "%s"},
    {95, "%i"},
    {96, "%s"},
    {97, "%s"},
    {98, "%s status%i"},
    {104, "%s"},
    {105, "%s size%i flags%i date%i"},
    {106, "%s"},
    {108, "%s"},
    {112, "%s"},
    {114, "%s"},
};

constexpr Name kUbikOperations[] = {
    {10000, "vote-beacon"},      {10001, "vote-debug-old"},    {10002, "vote-sdebug-old"},
    {10003, "vote-getsyncsite"}, {10004, "vote-debug"},        {10005, "vote-sdebug"},
    {10006, "vote-xdebug"},      {10007, "vote-xsdebug"},      {20000, "disk-begin"},
    {20001, "disk-commit"},      {20002, "disk-lock"},         {20003, "disk-write"},
    {20004, "disk-getversion"},  {20005, "disk-getfile"},      {20006, "disk-sendfile"},
    {20007, "disk-abort"},       {20008, "disk-releaselocks"}, {20009, "disk-truncate"},
    {20010, "disk-probe"},       {20011, "disk-writev"},       {20012, "disk-interfaceaddr"},
    {20013, "disk-setversion"},
};
constexpr RxLayout kUbikCalls[] = {
    {10000, "%b votestart%d dbversion%v tid%v"},
    {10003, " site%u"},
    {20000, " tid%v"},
    {20001, " tid%v"},
    {20002, " tid%v file%i pos%i length%i%w"},
    {20003, " tid%v file%i pos%i"},
    {20005, " file%i"},
    {20006, " file%i length%i dbversion%v"},
    {20007, " tid%v"},
    {20008, " tid%v"},
    {20009, " tid%v file%i length%i"},
    {20010, " tid%v"},
    {20012, " tid%v oldversion%v newversion%v"},
};
constexpr RxLayout kUbikReplies[] = {
    {10000, " vote no"},
    {20004, " dbversion%v"},
};

constexpr RxService kServices[] = {
    {7000, "fs", kFileOperations, kFileCalls, kFileReplies, false, 256},
    {7001, "cb", kCallbackOperations, kCallbackCalls, kCallbackReplies, false, 256},
    {7002, "pt", kProtectionOperations, kProtectionCalls, kProtectionReplies, true, 64},
    {7003, "vldb", kLocationOperations, kLocationCalls, kLocationReplies, true, 65},
    {7004, "kauth", kAuthenticationOperations, kAuthenticationCalls, {}, true, 64},
    {7005, "vol", kVolumeOperations, kVolumeCalls, kVolumeReplies, false, 256},
    {7007, "bos", kOverseerOperations, kOverseerCalls, {}, false, 256},
};

}  // namespace

const RxService kUbik{0, "ubik", kUbikOperations, kUbikCalls, kUbikReplies, false, 0};

const RxService* rx_service(std::uint16_t port) {
  const auto* service =
      std::find_if(std::begin(kServices), std::end(kServices),
                   [port](const RxService& candidate) { return candidate.port == port; });
  return service == std::end(kServices) ? nullptr : service;
}

bool is_ubik(std::uint32_t operation) {
  return (operation >= 10000 && operation <= 10007) || (operation >= 20000 && operation <= 20013);
}

}  // namespace tapbond::text
