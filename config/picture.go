package config

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"net/http"
	"os"
)

// What a photo sent to Telegram may have (Bot API documentation, sendPhoto).
const (
	largestPhoto = 10 << 20 // bytes
	mostSides    = 10_000   // pixels of width and height together
	mostRatio    = 20       // of the longer side to the shorter
)

// pictureProblem returns why Telegram would not take the file as a photo, "" if it
// would. The first bytes show what it is; its name may lie.
func pictureProblem(path string) string {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return unreadableFile(err)
	case info.IsDir():
		return "this is a directory, not a file"
	case !info.Mode().IsRegular():
		return "this is not a file"
	case info.Size() > largestPhoto:
		return fmt.Sprintf("this file has %d bytes: a photo has %d (10 MB) or fewer", info.Size(), largestPhoto)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return unreadableFile(err)
	}
	measure, known := map[string]func(io.Reader) (image.Config, error){
		"image/jpeg": jpeg.DecodeConfig, "image/png": png.DecodeConfig, "image/webp": webpConfig,
	}[http.DetectContentType(data)]
	if !known {
		return "this file is not a JPEG, PNG or WebP picture"
	}
	size, err := measure(bytes.NewReader(data))
	var unusual jpeg.UnsupportedError // a form of JPEG that Go can't read, though others can
	switch {
	case errors.As(err, &unusual):
		return ""
	case err != nil:
		return "this picture is damaged"
	}
	return sizeProblem(size.Width, size.Height)
}

func sizeProblem(width, height int) string {
	switch {
	case width < 1 || height < 1:
		return "this picture is empty"
	case width+height > mostSides:
		return fmt.Sprintf("this picture has %d × %d pixels: Telegram takes %d or fewer for width and height together", width, height, mostSides)
	case max(width, height) > mostRatio*min(width, height):
		return fmt.Sprintf("this picture has %d × %d pixels: Telegram takes one that is at most %d times as long as wide", width, height, mostRatio)
	}
	return ""
}

// errNotWebP is a file that begins like a WebP picture and is none.
var errNotWebP = errors.New("not a WebP picture")

// webpConfig reads the size of a WebP picture (RFC 9649), of one of its three forms:
// extended, lossless, lossy.
func webpConfig(r io.Reader) (image.Config, error) {
	const first = 20 // where the content of the first chunk begins
	head := make([]byte, first+10)
	if _, err := io.ReadFull(r, head); err != nil {
		return image.Config{}, errNotWebP
	}
	order, content := binary.LittleEndian, head[first:]
	switch string(head[12:16]) {
	case "VP8X":
		wide, high := order.Uint32(append(content[4:7:7], 0)), order.Uint32(append(content[7:10:10], 0))
		return image.Config{Width: int(wide) + 1, Height: int(high) + 1}, nil
	case "VP8L":
		sizes := order.Uint32(content[1:])
		return image.Config{Width: int(sizes&0x3fff) + 1, Height: int(sizes>>14&0x3fff) + 1}, nil
	case "VP8 ":
		return image.Config{Width: int(order.Uint16(content[6:]) & 0x3fff), Height: int(order.Uint16(content[8:]) & 0x3fff)}, nil
	}
	return image.Config{}, errNotWebP
}
