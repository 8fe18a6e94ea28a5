#!/bin/busybox sh
# The first process of the machine of the pages. It becomes that of a guest (virtfaq/lab/init), and leaves behind what
# answers the page itself, on the third serial line.
/bin/busybox mkdir -p /dev
/bin/busybox mount -t devtmpfs devtmpfs /dev # what runs beside wants a /dev/null
(
    # By then the shells wait, and the kernel wants new randomness at its next need: machines that go on from one state
    # have nothing in common that should be unique, such as their boot_id.
    /bin/busybox sleep 20
    echo 3 > /proc/sys/vm/drop_caches
    exec < /dev/ttyS2 > /dev/ttyS2
    printf '\003'
    while read -r order value; do
        case $order in
            date) date -s "@$value" ;;
            stop) # what shells have started
                for process in /proc/[1-9]*; do
                    [ "$(cat "$process/comm")" != sh ] || kill $(cat "$process"/task/*/children)
                done 2> /dev/null ;;
        esac
    done
) &
exec /bin/busybox sh /init
