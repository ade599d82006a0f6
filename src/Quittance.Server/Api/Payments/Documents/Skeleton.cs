using System.Buffers;

namespace Quittance.Server.Api.Payments.Documents;

/// <summary>JSON with marks: finds them, and sets in what they stand for.</summary>
internal static class Skeleton
{
    /// <summary>Adds the marks that stand in <paramref name="json"/>.</summary>
    public static void Collect(ReadOnlySpan<byte> json, HashSet<Mark> marks)
    {
        for (var at = json.IndexOf(Mark.Start); at >= 0; at = json.IndexOf(Mark.Start))
        {
            marks.Add(Mark.Read(json[at..]));
            json = json[(at + Mark.Size)..];
        }
    }

    /// <summary>Writes <paramref name="json"/> with everything set in, marks within what is set in included.</summary>
    public static void Write<TWriter>(ReadOnlySpan<byte> json, TWriter output, Func<Mark, byte[]> partOf)
        where TWriter : IBufferWriter<byte>
    {
        for (var at = json.IndexOf(Mark.Start); at >= 0; at = json.IndexOf(Mark.Start))
        {
            output.Write(json[..at]);
            Write(partOf(Mark.Read(json[at..])), output, partOf);
            json = json[(at + Mark.Size)..];
        }

        output.Write(json);
    }
}
