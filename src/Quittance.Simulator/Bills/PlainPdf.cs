using System.Globalization;
using System.Text;

namespace Quittance.Simulator.Bills;

/// <summary>A page of text as PDF 1.4: what a provider shows to people instead of XML. It holds no invoice that a program could read.</summary>
internal static class PlainPdf
{
    public static byte[] Of(BillDetails bill)
    {
        string[] lines =
        [
            $"{(bill.IsCreditNote ? "Avoir" : "Facture")} {bill.Number} du {Wire.Text.Day(bill.IssueDate)}",
            $"{bill.Seller.Name} - SIREN {bill.Seller.Siren}",
            $"Total HT {Wire.Text.Amount(bill.NetMinor)}, TVA {Wire.Text.Amount(bill.TaxMinor)}, TTC {Wire.Text.Amount(bill.TotalMinor)} {bill.Currency}",
        ];
        var page = $"BT /F1 12 Tf 60 760 Td 18 TL {string.Concat(lines.Select(line => $"({Escaped(line)}) Tj T* "))}ET";
        string[] objects =
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
            $"<< /Length {page.Length} >>\nstream\n{page}\nendstream",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        ];
        return Encoding.Latin1.GetBytes(Assemble(objects)); // One byte a character, so lengths of text are offsets.
    }

    private static string Assemble(string[] objects)
    {
        var text = new StringBuilder("%PDF-1.4\n");
        var offsets = new List<int>();
        for (var index = 0; index < objects.Length; index++)
        {
            offsets.Add(text.Length);
            text.Append(CultureInfo.InvariantCulture, $"{index + 1} 0 obj\n{objects[index]}\nendobj\n");
        }

        var start = text.Length;
        text.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Length + 1}\n0000000000 65535 f \n");
        foreach (var offset in offsets)
        {
            text.Append(CultureInfo.InvariantCulture, $"{offset:D10} 00000 n \n");
        }

        return text.Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {objects.Length + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n").ToString();
    }

    private static string Escaped(string line) => string.Concat(line.Select(letter => letter switch
    {
        '(' or ')' or '\\' => $"\\{letter}",
        > '\u00FF' or < ' ' => "?",
        _ => $"{letter}",
    }));
}
